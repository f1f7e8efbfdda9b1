import { expect, it } from 'vitest';
import { log, openTrial } from '../testing/trial.ts';
import { createRecentNews } from './recent-news.ts';

it('knows what lies after a number in each feed, from before it began and from since', async () => {
  await using trial = await openTrial();
  const ago = (ms: number) => ({ recordedAt: new Date(Date.now() - ms) });
  const [a, , c] = await trial.tap(
    { siteId: 'a', ...ago(3_000) },
    { siteId: 'b', orgPath: '/district/other/', ...ago(2_000) },
    { siteId: 'a', sessionId: 'evening', ...ago(1_000) },
  );
  await using recent = createRecentNews({ tail: trial.tail, top: trial.feed.top, log });
  await expect.poll(() => recent.after(0, {}).behind).toBe(3);
  expect(recent.after(0, {}).waitingSince).toEqual(a?.recordedAt);
  expect(recent.after(0, { siteIds: ['a'] })).toEqual({ behind: 2, waitingSince: a?.recordedAt });
  expect(recent.after(1, { siteIds: ['a'] })).toEqual({ behind: 1, waitingSince: c?.recordedAt });
  expect(recent.after(0, { sessionIds: ['evening'] }).behind).toBe(1);
  expect(recent.after(0, { within: ['/district/other/'] }).behind).toBe(1);
  expect(recent.after(3, {})).toEqual({ behind: 0, waitingSince: null });
  await trial.tap({ siteId: 'b' });
  await expect.poll(() => recent.after(3, {}).behind).toBe(1);
  expect(recent.after(3, { siteIds: ['a'] })).toEqual({ behind: 0, waitingSince: null });
});

it('counts no event that feeds do not tell of', async () => {
  await using trial = await openTrial();
  await trial.tap({});
  const facts = { occurredAt: new Date(), orgPath: '/', actor: { kind: 'SERVICE', sub: 'test' } } as const;
  await trial.outbox.add(null, { type: 'ActivityOpened', v: 1, parse: () => null }, [
    { ...facts, data: null },
  ]);
  trial.relay.wake();
  await expect.poll(() => trial.tail.top()).toBe(2);
  await trial.tap({});
  await using recent = createRecentNews({ tail: trial.tail, top: trial.feed.top, log });
  await expect.poll(() => recent.after(0, {}).behind).toBe(2);
});
