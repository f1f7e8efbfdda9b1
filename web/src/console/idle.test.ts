import { describe, expect, it } from 'vitest';
import { IDLE_AFTER_MS, isIdle, lastTouch } from './idle.ts';

const HOUR = 3_600_000;
const TOUCHED = { mark: '1', seenAt: { wall: 5 * HOUR, steady: 1_000 } };
const later = (wallMs: number, steadyMs: number) => ({
  wall: TOUCHED.seenAt.wall + wallMs,
  steady: TOUCHED.seenAt.steady + steadyMs,
});

describe('a console that nobody touches', () => {
  it.each([
    ['is not idle just now', later(0, 0), false],
    ['is not idle a moment before a quarter of an hour', later(IDLE_AFTER_MS - 1, IDLE_AFTER_MS - 1), false],
    ['is idle after a quarter of an hour', later(IDLE_AFTER_MS, IDLE_AFTER_MS), true],
    ['is not idle only because its clock was set back', later(-HOUR, 10_000), false],
    ['is idle in time although its clock was set back', later(-HOUR, IDLE_AFTER_MS), true],
    ['is idle when the device wakes the next morning', later(9 * HOUR, 20_000), true],
  ])('%s', (_name, now, wanted) => {
    expect(isIdle(lastTouch(TOUCHED, '1', now), now)).toBe(wanted);
  });

  it('counts anew when another tab was touched, by whatever clock', () => {
    const now = later(-HOUR, 2 * HOUR);
    expect(isIdle(lastTouch(TOUCHED, '2', now), now)).toBe(false);
  });
});
