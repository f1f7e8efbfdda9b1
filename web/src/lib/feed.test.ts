import { describe, expect, it } from 'vitest';
import { applyFeedEvent, LATEST_AT_MOST, type FeedCheckIn, type FeedEvent, type FeedState } from './feed.ts';

const noon = '2026-11-23T04:00:00.000Z'; // 12:00 in Fuyang
const checkIn = (id: string, site = 'a', occurredAt = noon): FeedCheckIn => ({
  id,
  site: { id: site },
  occurredAt,
});
const snapshot = (seq = 10, today = 3, day = '2026-11-23'): FeedEvent => ({
  __typename: 'FeedSnapshot',
  cursor: `c${seq}`,
  seq,
  day,
  checkInsToday: today,
  attendancesThisYear: 500,
  activitiesThisYear: 20,
  sites: [{ site: { id: 'a' }, checkInsToday: today }],
  latest: [checkIn('x')],
});
const recorded = (seq: number, previous: number, of = checkIn(`r${seq}`)): FeedEvent => ({
  __typename: 'CheckInRecorded',
  cursor: `c${seq}`,
  seq,
  previous,
  checkIn: of,
});
const voided = (seq: number, of: FeedCheckIn): FeedEvent => ({
  __typename: 'CheckInVoided',
  cursor: `c${seq}`,
  seq,
  previous: seq - 1,
  checkIn: of,
});
const corrected = (seq: number, of: FeedCheckIn, superseded: FeedCheckIn): FeedEvent => ({
  __typename: 'CheckInCorrected',
  cursor: `c${seq}`,
  seq,
  previous: seq - 1,
  checkIn: of,
  superseded,
});

function play(...events: FeedEvent[]): FeedState {
  let held: FeedState | null = null;
  for (const event of events) held = applyFeedEvent(held, event);
  if (!held) throw new Error('no picture');
  return held;
}

describe('the picture of the feed', () => {
  const figures: [string, FeedEvent[], { today: number; year: number; a: number; b: number; seq: number }][] =
    [
      ['a snapshot stands as it is', [snapshot()], { today: 3, year: 500, a: 3, b: 0, seq: 10 }],
      [
        'a check-in counts once',
        [snapshot(), recorded(11, 10)],
        { today: 4, year: 501, a: 4, b: 0, seq: 11 },
      ],
      [
        'a filtered feed may skip numbers',
        [snapshot(), recorded(15, 10, checkIn('r', 'b'))],
        { today: 4, year: 501, a: 3, b: 1, seq: 15 },
      ],
      [
        'a check-in of yesterday counts in the year only',
        [snapshot(), recorded(11, 10, checkIn('r', 'a', '2026-11-22T15:59:59.999Z'))],
        { today: 3, year: 501, a: 3, b: 0, seq: 11 },
      ],
      [
        'the day begins at midnight in Shanghai',
        [snapshot(), recorded(11, 10, checkIn('r', 'a', '2026-11-22T16:00:00.000Z'))],
        { today: 4, year: 501, a: 4, b: 0, seq: 11 },
      ],
      [
        'a check-in of last year counts nowhere',
        [snapshot(), recorded(11, 10, checkIn('r', 'a', '2025-12-31T15:00:00.000Z'))],
        { today: 3, year: 500, a: 3, b: 0, seq: 11 },
      ],
      [
        'an undone one leaves',
        [snapshot(), voided(11, checkIn('x'))],
        { today: 2, year: 499, a: 2, b: 0, seq: 11 },
      ],
      [
        'a correction moves between sites',
        [snapshot(), corrected(11, checkIn('y', 'b'), checkIn('x'))],
        { today: 3, year: 500, a: 2, b: 1, seq: 11 },
      ],
      [
        'a snapshot replaces everything',
        [snapshot(), recorded(11, 10), snapshot(30, 9)],
        { today: 9, year: 500, a: 9, b: 0, seq: 30 },
      ],
    ];
  it.each(figures)('%s', (_name, events, wanted) => {
    const { today, year, perSite, seq, cursor } = play(...events);
    expect({ today, year, a: perSite.get('a') ?? 0, b: perSite.get('b') ?? 0, seq }).toEqual(wanted);
    expect(cursor).toBe(`c${seq}`);
  });

  it('is not begun by anything but a snapshot', () => {
    expect(applyFeedEvent(null, recorded(1, 0))).toBeNull();
  });

  it('stays when a resync is announced, until its snapshot comes', () => {
    const held = play(snapshot());
    expect(applyFeedEvent(held, { __typename: 'ResyncRequired', cursor: 'c99' })).toBe(held);
  });
});

describe('the list', () => {
  it('shows the latest first and keeps at most 200', () => {
    const many = Array.from({ length: 300 }, (_, at) => recorded(11 + at, 10 + at));
    const state = play(snapshot(), ...many);
    expect(state.latest).toHaveLength(LATEST_AT_MOST);
    expect(state.latest[0]?.id).toBe('r310');
  });

  it('completes a row when its names come late, without taking a number', () => {
    const patched: FeedEvent = {
      __typename: 'CheckInPatched',
      cursor: 'c11',
      checkIn: { ...checkIn('r11'), member: { shownName: '王*明' } },
    };
    const state = play(snapshot(), recorded(11, 10), recorded(12, 11), patched);
    expect(state.latest[1]?.member?.shownName).toBe('王*明');
    expect(state).toMatchObject({ seq: 12, cursor: 'c12', today: 5 });
  });

  it('puts the standing check-in in the place of the superseded one', () => {
    const state = play(snapshot(), recorded(11, 10), corrected(12, checkIn('earlier'), checkIn('x')));
    expect(state.latest.map(({ id }) => id)).toEqual(['r11', 'earlier']);
  });
});

describe('figures that go back', () => {
  const cases: [string, FeedEvent[], object[]][] = [
    [
      'an undone check-in is told',
      [snapshot(), voided(11, checkIn('x'))],
      [{ seq: 11, kind: 'VOIDED', delta: -1 }],
    ],
    [
      'a lower snapshot of the same day is told',
      [snapshot(), snapshot(20, 1)],
      [{ seq: 20, kind: 'RECOUNTED', delta: -2 }],
    ],
    ['a new day is no correction', [snapshot(), snapshot(20, 0, '2026-11-24')], []],
    ['a higher snapshot is no correction', [snapshot(), snapshot(20, 9)], []],
  ];
  it.each(cases)('%s', (_name, events, wanted) => {
    expect(play(...events).corrections).toEqual(wanted);
  });

  it('keeps the last five', () => {
    const many = Array.from({ length: 9 }, (_, at) => voided(11 + at, checkIn(`v${at}`)));
    expect(play(snapshot(10, 50), ...many).corrections).toHaveLength(5);
  });
});
