import { describe, expect, it } from 'vitest';
import { clockOf, dayOf, endMinuteOf, minuteOf, weekdayOf, yearOf } from './district-time.ts';
import { elapsedMs } from './elapsed.ts';
import { connectionState } from './freshness.ts';

describe('the state of the connection', () => {
  it.each([
    [0, true, 'live'],
    [15_000, true, 'live'],
    [15_001, true, 'stale'],
    [60_000, true, 'stale'],
    [60_001, true, 'offline'],
    [0, false, 'stale'],
    [60_001, false, 'offline'],
  ] as const)('%i ms of silence, picture %s: %s', (silentMs, hasPicture, wanted) => {
    expect(connectionState(silentMs, hasPicture)).toBe(wanted);
  });
});

describe('elapsed time', () => {
  it.each([
    ['both clocks ran', { wall: 5_000, steady: 5_000 }, 5_000],
    ['the device slept', { wall: 60_000, steady: 10 }, 60_000],
    ['the clock was set back', { wall: -3_600_000, steady: 20_000 }, 20_000],
  ])('%s', (_name, now, wanted) => {
    expect(elapsedMs({ wall: 0, steady: 0 }, now)).toBe(wanted);
  });
});

describe('time in the district', () => {
  it.each([
    ['2026-11-23T16:00:00.000Z', '24:00'],
    ['2026-11-23T16:01:00.000Z', '00:01'],
    ['2026-11-23T09:30:00.000Z', '17:30'],
  ])('a session that ends at %s ends at %s', (utc, wanted) => {
    expect(endMinuteOf(Date.parse(utc))).toBe(wanted);
  });

  it.each([
    ['2026-11-22T15:59:59.999Z', '2026-11-22', '23:59:59', 0, 2026],
    ['2026-11-22T16:00:00.000Z', '2026-11-23', '00:00:00', 1, 2026],
    ['2026-12-31T16:00:00.000Z', '2027-01-01', '00:00:00', 5, 2027],
  ])('%s is %s %s', (utc, day, clock, weekday, year) => {
    const ms = Date.parse(utc);
    expect([dayOf(ms), clockOf(ms), minuteOf(ms), weekdayOf(ms), yearOf(ms)]).toEqual([
      day,
      clock,
      clock.slice(0, 5),
      weekday,
      year,
    ]);
  });
});
