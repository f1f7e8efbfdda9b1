import { expect, it } from 'vitest';
import { openTrial } from '../testing/trial.ts';

it('a snapshot counts and lists only what its reader is held to: homes or sites, whatever was asked for', async () => {
  await using trial = await openTrial();
  await trial.tap(
    { orgPath: '/d/a/x/', siteId: 'a1' },
    { orgPath: '/d/a/x/', siteId: 'b1' },
    { orgPath: '/d/b/y/', siteId: 'a1' },
    { orgPath: '/d/b/y/', siteId: 'b1' },
    { orgPath: '/d/ab/', siteId: 'b1' },
  );
  for (const [filter, today, sites] of [
    [{}, 5, { a1: 2, b1: 3 }],
    [{ within: ['/d/a/'], sites: [] }, 2, { a1: 1, b1: 1 }],
    [{ within: ['/d/a/'], sites: ['a1'] }, 3, { a1: 2, b1: 1 }],
    [{ within: [], sites: ['a1'] }, 2, { a1: 2 }],
    [{ within: [], sites: [] }, 0, {}],
    [{ siteIds: ['b1'], within: ['/d/a/'], sites: ['a1'] }, 1, { b1: 1 }],
  ] as const) {
    const snapshot = await trial.feed.snapshot(filter);
    const perSite = Object.fromEntries(
      snapshot.sites.map(({ siteId, checkInsToday }) => [siteId, checkInsToday]),
    );
    expect([filter, snapshot.checkInsToday, snapshot.attendancesThisYear, perSite]).toEqual([
      filter,
      today,
      today,
      sites,
    ]);
    expect(snapshot.latest).toHaveLength(today);
  }
});
