import { describe, expect, it } from 'vitest';
import { idleMs, IDLE_AFTER_MS } from './idle.ts';

describe('how long nobody has touched the console', () => {
  it.each([
    ['just now', 1_000, 1_000, 0],
    ['a quarter of an hour', 1_000, 1_000 + IDLE_AFTER_MS, IDLE_AFTER_MS],
    ['the clock was set back', 5_000, 1_000, 0],
  ])('%s', (_name, touchedAt, now, idle) => {
    expect(idleMs(touchedAt, now)).toBe(idle);
  });
});
