import { describe, expect, it } from 'vitest';
import { retryWaits } from './retry-waits.ts';

const NOW = { wall: 1_800_000_000_000, steady: 50_000 };
const HOUR = 3_600_000;
const at = (wallMs: number, steadyMs: number) => ({ wall: NOW.wall + wallMs, steady: NOW.steady + steadyMs });

describe('a wait that this page chose', () => {
  it.each([
    ['nobody sets the clock', 0],
    ['the clock is set an hour back', -HOUR],
    ['the clock is set an hour ahead', HOUR],
    ['the clock is set a little back', -5_000],
  ])('lasts as long as it was to last when %s', (_name, byMs) => {
    const waits = retryWaits();
    const item = { id: '1', notBefore: NOW.wall + 20_000 };
    waits.hold(item, 20_000, NOW);
    expect(waits.waitOf(item, at(byMs + 1_000, 1_000))).toBe(19_000);
    expect(waits.waitOf(item, at(byMs + 20_000, 20_000))).toBe(0);
  });

  it('may be longer than half a minute', () => {
    const waits = retryWaits();
    waits.hold({ id: '1', notBefore: NOW.wall + 120_000 }, 120_000, NOW);
    expect(waits.waitOf({ id: '1', notBefore: NOW.wall + 120_000 }, NOW)).toBe(120_000);
  });
});

describe('a wait that was stored by another tab or before a reload', () => {
  it.each([
    ['due', -1, 0],
    ['to come', 12_000, 12_000],
    ['as long as any', 30_000, 30_000],
    ['longer than any: the clock was set back', 30_001, 0],
    ['an hour away', HOUR, 0],
  ])('that is %s (%i ms away) lasts %i ms', (_name, leftMs, wanted) => {
    expect(retryWaits().waitOf({ id: '1', notBefore: NOW.wall + leftMs }, NOW)).toBe(wanted);
  });

  it('grows no longer when the clock is set back while it lasts', () => {
    const waits = retryWaits();
    const item = { id: '1', notBefore: NOW.wall + 12_000 };
    waits.waitOf(item, NOW);
    for (const byMs of [-HOUR, -10_000, HOUR]) expect(waits.waitOf(item, at(byMs, 2_000))).toBe(10_000);
  });

  it('is read anew when another tab has tried meanwhile, or somebody wants it to go at once', () => {
    const waits = retryWaits();
    waits.hold({ id: '1', notBefore: NOW.wall + 20_000 }, 20_000, NOW);
    expect(waits.waitOf({ id: '1', notBefore: NOW.wall + 25_000 }, NOW)).toBe(25_000);
    expect(waits.waitOf({ id: '1', notBefore: 0 }, NOW)).toBe(0);
  });
});
