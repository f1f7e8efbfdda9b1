import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';

describe('a caller’s pace', () => {
  it('is a burst at once, then one after the other, then no more', () => {
    const pace = createPace({ perSecond: 10, burst: 3, longestMs: 250 }, () => 0);
    expect(Array.from({ length: 7 }, () => pace.enter('a'))).toEqual([0, 0, 0, 100, 200, null, null]);
  });

  it('is not another’s', () => {
    const pace = createPace({ perSecond: 1, burst: 1, longestMs: 0 }, () => 0);
    expect([pace.enter('a'), pace.enter('a'), pace.enter('b')]).toEqual([0, null, 0]);
  });

  it('comes back with time', () => {
    let now = 0;
    const pace = createPace({ perSecond: 10, burst: 2, longestMs: 0 }, () => now);
    expect([pace.enter('a'), pace.enter('a'), pace.enter('a')]).toEqual([0, 0, null]);
    now = 100;
    expect([pace.enter('a'), pace.enter('a')]).toEqual([0, null]);
    now = 10_000;
    expect([pace.enter('a'), pace.enter('a'), pace.enter('a')]).toEqual([0, 0, null]);
  });

  it('is slower for who asks for much', () => {
    const pace = createPace({ perSecond: 10, burst: 3, longestMs: 250 }, () => 0);
    expect(pace.enter('a')).toBe(0);
    pace.charge('a', 3);
    expect([pace.enter('a'), pace.enter('a')]).toEqual([200, null]);
    expect(pace.enter('b')).toBe(0);
  });
});
