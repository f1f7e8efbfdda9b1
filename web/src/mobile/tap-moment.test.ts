import { describe, expect, it } from 'vitest';
import { deviceNowOf, type TapMoment } from './tap-moment.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TAP: TapMoment = { wall: 1_000 * HOUR, steady: 5_000, page: 7, server: 1_002 * HOUR };

describe('the phone’s clock at the sending, ten minutes after the tap', () => {
  const cases: [string, Partial<TapMoment>, number, number][] = [
    ['nobody set it', {}, 10 * MINUTE, 10 * MINUTE],
    ['it was set forward', {}, 2 * HOUR, 10 * MINUTE],
    ['it was set back', {}, -2 * HOUR, 10 * MINUTE],
    ['it was set back, never synced', { server: null }, -2 * HOUR, 10 * MINUTE],
    ['never synced', { server: null }, 10 * MINUTE, 10 * MINUTE],
    ['it was set forward or the phone slept, never synced', { server: null }, 2 * HOUR, 2 * HOUR],
    ['reloaded meanwhile', { page: 6 }, 10 * MINUTE, 10 * MINUTE],
    ['reloaded and set back meanwhile', { page: 6 }, -2 * HOUR, -2 * HOUR],
  ];
  it.each(cases)('%s', (_name, tap, wallMs, wanted) => {
    const now = { ...TAP, wall: TAP.wall + wallMs, steady: TAP.steady + 10 * MINUTE };
    expect(deviceNowOf({ ...TAP, ...tap }, now) - TAP.wall).toBe(wanted);
  });
});
