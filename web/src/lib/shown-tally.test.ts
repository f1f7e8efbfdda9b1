import { describe, expect, it } from 'vitest';
import { countArrived, drawn, joinShown, nothingSince, type Shown } from './shown-tally.ts';

const noon = Date.parse('2026-11-23T04:00:00.000Z');
const event = (at: number, agoMs?: number) => ({
  cursor: `c${at}`,
  ...(agoMs === undefined
    ? {}
    : { recordedAt: new Date(noon - agoMs).toISOString(), traceparent: `trace ${at}` }),
});
const shown = (from: number, ...events: ReturnType<typeof event>[]): Shown =>
  drawn(events.reduce(countArrived, nothingSince(`c${from}`)), noon);

describe('what was shown', () => {
  it('is nothing but a place after a picture', () => {
    expect(shown(10)).toEqual({ after: 'c10', cursor: 'c10', count: 0, slowestMs: null, traceparent: null });
  });

  it('counts events, and keeps the slowest with its trace', () => {
    expect(shown(10, event(11, 80), event(12, 300), event(13, 90), event(14))).toEqual({
      after: 'c10',
      cursor: 'c14',
      count: 4,
      slowestMs: 300,
      traceparent: 'trace 12',
    });
  });

  it('took no negative time and at most a day, whatever the clocks say', () => {
    expect(shown(10, event(11, -500)).slowestMs).toBe(0);
    expect(shown(10, event(11, 90_000_000)).slowestMs).toBe(86_400_000);
  });

  it.each([
    ['a slower one', shown(12, event(13, 500)), { after: 'c10', cursor: 'c13', count: 3, slowestMs: 500 }],
    ['a faster one', shown(12, event(13, 5)), { after: 'c10', cursor: 'c13', count: 3, slowestMs: 80 }],
    ['nothing new', shown(12), { after: 'c10', cursor: 'c12', count: 2, slowestMs: 80 }],
    ['a new picture', shown(40, event(41)), { after: 'c40', cursor: 'c41', count: 1, slowestMs: null }],
  ])('is told together with %s', (_name, later, wanted) => {
    expect(joinShown(shown(10, event(11, 80), event(12, 70)), later)).toMatchObject(wanted);
  });

  it('stands alone where nothing was before', () => {
    expect(joinShown(null, shown(10))).toEqual(shown(10));
  });
});
