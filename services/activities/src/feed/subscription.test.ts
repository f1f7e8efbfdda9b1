import { type Follower, LogTrimmed } from '@hongxin/kit/log-follower';
import { describe, expect, it } from 'vitest';
import { CheckedIn, CheckInCorrected, CheckInVoided } from '../events.ts';
import { inventCheckIn } from '../testing/trial.ts';
import { createCursors, type FeedFilter } from './cursor.ts';
import { type FeedNews, newsOf } from './feed.ts';
import { createPayloads } from './payload.ts';
import type { Snapshot } from './snapshot.ts';
import { type FeedWorld, openFeed } from './subscription.ts';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const [first, second] = [inventCheckIn(), inventCheckIn()];
const NOW = new Date('2026-11-24T00:00:00.000Z');
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
  recordedAt: NOW.toISOString(),
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
function world(kept: number, top: number, traces: Record<number, string> = {}): FeedWorld {
  const follow = (after: number): Follower => {
    let last = after;
    const next = async () => {
      if (last >= top) return null;
      if (last + 1 < kept) throw new LogTrimmed('gone');
      last++;
      const traceparent = traces[last];
      return { ...event(last, last % 2 ? 'odd' : 'even'), ...(traceparent && { traceparent }) };
    };
    return { next, nextBatch: async () => [], close() {} };
  };
  return {
    tail: { follow, top: () => top, [Symbol.asyncDispose]: async () => {} },
    cursors,
    snapshot: async () => snapshot,
    top: async () => top,
    now: () => NOW,
  };
}

const open = (from: FeedWorld, filter: FeedFilter, after: string | null, wantsPatches = false) =>
  openFeed(from, { filter, after, wantsPatches });

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
    expect(shape(await hear(open(world(1, 42), {}, null)))).toEqual([
      ['FeedSnapshot', 40, undefined],
      ['CheckInRecorded', 41, 40],
      ['CheckInRecorded', 42, 41],
    ]);
  });

  it('tells a reader who is held to a place of that place only, and its cursor is good nowhere else', async () => {
    const held = { within: ['/d/odd/'] };
    const told = await hear(open(world(1, 44), held, null));
    expect(told.slice(1).map(({ seq }) => seq)).toEqual([41, 43]);
    const cursor = told.at(-1)?.cursor ?? '';
    expect(() => open(world(1, 44), {}, cursor)).toThrow('另一个订阅条件');
    expect(() => open(world(1, 44), { within: ['/d/'] }, cursor)).toThrow('另一个订阅条件');
    expect(() => open(world(1, 44), held, cursor)).not.toThrow();
  });

  it('under a filter names as previous what this very feed told before', async () => {
    expect(shape(await hear(open(world(1, 45), { siteIds: ['odd'] }, null)))).toEqual([
      ['FeedSnapshot', 40, undefined],
      ['CheckInRecorded', 41, 40],
      ['CheckInRecorded', 43, 41],
      ['CheckInRecorded', 45, 43],
    ]);
  });

  it('goes on after a cursor without a snapshot', async () => {
    expect(shape(await hear(open(world(1, 42), {}, cursors.make(40, {}))))).toEqual([
      ['CheckInRecorded', 41, 40],
      ['CheckInRecorded', 42, 41],
    ]);
  });

  it('asks to begin anew when the cursor is older than what is kept, and then does', async () => {
    expect(shape(await hear(open(world(30, 41), {}, cursors.make(10, {}))))).toEqual([
      ['ResyncRequired', undefined, undefined],
      ['FeedSnapshot', 40, undefined],
      ['CheckInRecorded', 41, 40],
    ]);
  });

  it('brings when each event was recorded, and the trace of what caused it', async () => {
    const [picture, first, second] = await Array.fromAsync(open(world(1, 42, { 41: TRACE }), {}, null));
    expect(picture?.extensions).toEqual({ cursor: cursors.make(40, {}) });
    const recordedAt = NOW.toISOString();
    expect(first?.extensions).toEqual({ cursor: cursors.make(41, {}), recordedAt, traceparent: TRACE });
    expect(second?.extensions).toEqual({ cursor: cursors.make(42, {}), recordedAt });
  });

  it('brings what completes an event only to a reader that can show it', async () => {
    const from = { ...world(1, 41), snapshot: async () => ({ ...snapshot, latest: [first, second] }) };
    const completions = async (wantsPatches: boolean) =>
      (await Array.fromAsync(open(from, {}, null, wantsPatches))).map((payload) => payload.completions);
    const patch = (seq: number, checkIn: unknown) => ({
      checkInFeed: { __typename: 'CheckInPatched', cursor: cursors.make(seq, {}), checkIn },
    });
    expect(await completions(true)).toEqual([
      [patch(40, first), patch(40, second)],
      [patch(41, expect.objectContaining({ _id: 'c41' }))],
    ]);
    expect(await completions(false)).toEqual([undefined, undefined]);
  });

  it('brings nothing that completes an undone check-in, and the new one of a correction', async () => {
    const { data } = event(1, 'odd');
    const told = [
      { ...event(41, 'odd'), type: CheckInVoided.type },
      { ...event(42, 'odd'), type: CheckInCorrected.type, data: { checkIn: data, superseded: data } },
    ];
    const payloads = createPayloads(cursors, {}, true);
    const completions = told.map((one) => payloads.news(one, newsOf(one) as FeedNews, 40).completions);
    expect(completions).toMatchObject([[], [{ checkInFeed: { checkIn: { _id: 'c1', status: 'VALID' } } }]]);
  });
});
