import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteScan, takeScan } from './scan-moment.ts';
import type { TapMoment } from './tap-moment.ts';

const MINUTE = 60_000;
const SCAN: TapMoment = { wall: 1_800_000_000_000, steady: 1_000, page: 1, server: 1_800_000_000_500 };

/** So much later by each of the clocks. */
const later = (wallMs: number, steadyMs: number, page = 1): TapMoment => ({
  wall: SCAN.wall + wallMs,
  steady: SCAN.steady + steadyMs,
  page,
  server: null,
});

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a code that was scanned before signing in', () => {
  it.each([
    ['a few minutes later', later(5 * MINUTE, 5 * MINUTE), true],
    ['after the clock was set back', later(-120 * MINUTE, 5 * MINUTE), true],
    ['after the clock was set forward', later(120 * MINUTE, 5 * MINUTE), true],
    ['after a sign-in at another page', later(5 * MINUTE, 20, 2), true],
    ['after another page and a clock that was set back', later(-120 * MINUTE, 20, 2), true],
    ['an hour later: then it is scanned anew', later(60 * MINUTE, 60 * MINUTE), false],
    ['an hour later at another page', later(60 * MINUTE, 20, 2), false],
  ])('keeps the moment of the scan %s', (_name, now, isKept) => {
    noteScan('code', SCAN);
    expect(takeScan('code', now)).toEqual(isKept ? SCAN : now);
    expect(takeScan('code', now)).toBe(now);
  });

  it.each([['no JSON'], ['{"code":"code","at":1800000000000}'], ['{"code":"code","at":{}}'], ['null']])(
    'is scanned anew when what is kept is %s',
    (text) => {
      sessionStorage.setItem('hongxin.member.scan', text);
      const now = later(0, 0);
      expect(takeScan('code', now)).toBe(now);
    },
  );
});
