import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openTrial } from '../testing/trial.ts';
import { shareSnapshots } from './shared-snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { openFeed } from './subscription.ts';

it('a thousand walls at one moment read it once, and none misses what comes then', async () => {
  await using trial = await openTrial();
  await trial.tap({}, {}, {});
  let reads = 0;
  const snapshot = shareSnapshots((filter) => (reads++, trial.feed.snapshot(filter)));
  const walls = Array.from({ length: 1_000 }, () =>
    openFeed({ ...trial.feed, snapshot }, { filter: {}, after: null, wantsPatches: false }),
  );
  const began = await Promise.all(walls.map((wall) => wall.next()));
  expect(reads).toBe(1);
  expect(new Set(began.map(({ value }) => value.checkInFeed.seq))).toEqual(new Set([3]));
  await trial.tap({});
  const told = await Promise.all(walls.map((wall) => wall.next()));
  expect(new Set(told.map(({ value }) => value.checkInFeed.previous))).toEqual(new Set([3]));
  await Promise.all(walls.map((wall) => wall.return?.()));
});

const picture = (seq: number) => ({ seq }) as Snapshot;

it('each filter has a picture of its own, and after a while there is a new one', async () => {
  let seq = 0;
  const snapshot = shareSnapshots(async () => picture(++seq));
  expect(await snapshot({ siteIds: ['a', 'b'] })).toEqual({ seq: 1 });
  expect(await snapshot({ siteIds: ['b', 'a'] })).toEqual({ seq: 1 });
  expect(await snapshot({ siteIds: ['a'] })).toEqual({ seq: 2 });
  expect(await snapshot({ siteIds: ['a', 'b'], within: ['/d/'] })).toEqual({ seq: 3 });
  await wait(150);
  expect(await snapshot({ siteIds: ['a', 'b'] })).toEqual({ seq: 4 });
});

it('a read that failed is not given to who asks afterwards', async () => {
  let reads = 0;
  const snapshot = shareSnapshots(async () => {
    if (++reads === 1) throw new Error('the database is away');
    return picture(reads);
  });
  const both = await Promise.allSettled([snapshot({}), snapshot({})]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await snapshot({})).toEqual({ seq: 2 });
});
