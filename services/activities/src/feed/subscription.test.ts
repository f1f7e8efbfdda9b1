import { type Follower, LogTrimmed } from '@hongxin/kit/log-tail';
import { describe, expect, it } from 'vitest';
import { CheckedIn } from '../events.ts';
import { createCursors } from './cursor.ts';
import type { Snapshot } from './snapshot.ts';
import { type FeedWorld, openFeed } from './subscription.ts';

const cursors = createCursors('activities', Buffer.alloc(32, 5));
const snapshot: Snapshot = {
  seq: 40,
  day: '2026-11-24',
  checkInsToday: 1,
  attendancesThisYear: 2,
  activitiesThisYear: 3,
  sites: [],
  latest: [],
};
const event = (seq: number, siteId: string) => ({
  id: `e${seq}`,
  topic: 'activities',
  seq,
  type: CheckedIn.type,
  v: 1,
  occurredAt: '',
  recordedAt: '',
  orgPath: `/d/${siteId}/`,
  data: {
    checkInId: `c${seq}`,
    sessionId: 's',
    activityId: 'a',
    activityKind: 'OPEN_ACTIVITY',
    siteId,
    memberId: 'm',
    homeBranchId: 'b',
    occurredAt: '2026-11-24T00:00:00.000Z',
    recordedAt: '2026-11-24T00:00:00.000Z',
    evidence: 'SITE_CODE',
    skewMs: 0,
  },
});

/** A log that keeps events from `kept` on; sites alternate. */
function world(kept: number, top: number): FeedWorld {
  const follow = (after: number): Follower => {
    let last = after;
    const next = async () => {
      if (last >= top) return null;
      if (last + 1 < kept) throw new LogTrimmed('gone');
      last++;
      return event(last, last % 2 ? 'odd' : 'even');
    };
    return { next, nextBatch: async () => [], close() {} };
  };
  return {
    tail: { follow, top: () => top, [Symbol.asyncDispose]: async () => {} },
    cursors,
    snapshot: async () => snapshot,
  };
}

type Told = { __typename: string; seq?: number; previous?: number; cursor: string };
async function hear(feed: ReturnType<typeof openFeed>): Promise<Told[]> {
  const told: Told[] = [];
  for await (const { checkInFeed, extensions } of feed) {
    expect(extensions.cursor).toBe(checkInFeed.cursor);
    told.push(checkInFeed);
  }
  return told;
}
const shape = (told: Told[]) => told.map(({ __typename, seq, previous }) => [__typename, seq, previous]);

describe('the live feed', () => {
  it('begins with a snapshot, and the first event’s previous is the snapshot’s number', async () => {
    expect(shape(await hear(openFeed(world(1, 42), {}, null)))).toEqual([
      ['FeedSnapshot', 40, undefined],
      ['CheckInRecorded', 41, 40],
      ['CheckInRecorded', 42, 41],
    ]);
  });

  it('tells a reader who is held to a place of that place only, and its cursor is good nowhere else', async () => {
    const held = { within: ['/d/odd/'] };
    const told = await hear(openFeed(world(1, 44), held, null));
    expect(told.slice(1).map(({ seq }) => seq)).toEqual([41, 43]);
    const cursor = told.at(-1)?.cursor ?? '';
    expect(() => openFeed(world(1, 44), {}, cursor)).toThrow('另一个订阅条件');
    expect(() => openFeed(world(1, 44), { within: ['/d/'] }, cursor)).toThrow('另一个订阅条件');
    expect(() => openFeed(world(1, 44), held, cursor)).not.toThrow();
  });

  it('under a filter names as previous what this very feed told before', async () => {
    expect(shape(await hear(openFeed(world(1, 45), { siteIds: ['odd'] }, null)))).toEqual([
      ['FeedSnapshot', 40, undefined],
      ['CheckInRecorded', 41, 40],
      ['CheckInRecorded', 43, 41],
      ['CheckInRecorded', 45, 43],
    ]);
  });

  it('goes on after a cursor without a snapshot', async () => {
    expect(shape(await hear(openFeed(world(1, 42), {}, cursors.make(40, {}))))).toEqual([
      ['CheckInRecorded', 41, 40],
      ['CheckInRecorded', 42, 41],
    ]);
  });

  it('asks to begin anew when the cursor is older than what is kept, and then does', async () => {
    expect(shape(await hear(openFeed(world(30, 41), {}, cursors.make(10, {}))))).toEqual([
      ['ResyncRequired', undefined, undefined],
      ['FeedSnapshot', 40, undefined],
      ['CheckInRecorded', 41, 40],
    ]);
  });
});
