import { describe, expect, it } from 'vitest';
import { createCounter, createMessageMeter } from './socket-limits.ts';

describe('messages of a socket', () => {
  it('takes a burst of three seconds’ worth, then as many as the rate brings', () => {
    let now = 0;
    const take = createMessageMeter(20, () => now);
    const many = (count: number) => Array.from({ length: count }, take).filter(Boolean).length;
    expect(many(100)).toBe(60);
    now += 500;
    expect(many(100)).toBe(10);
    now += 60_000;
    expect(many(100)).toBe(60);
  });
});

describe('counting by name', () => {
  it('refuses the one too many and forgets who left', () => {
    const counter = createCounter(2);
    expect([counter.enter('a'), counter.enter('a'), counter.enter('a'), counter.enter('b')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    counter.leave('a');
    expect([counter.enter('a'), counter.enter('a')]).toEqual([true, false]);
  });
});
