import { describe, expect, it } from 'vitest';
import { createArrivals } from './arrivals.ts';
import { createCounters } from './counters.ts';
import { siteCodeAt } from './site-code.ts';

describe('the code on a virtual screen', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64url');
  const session = '019aba74-ad00-7c1c-8091-9825681c3d7f';
  const at = Date.parse('2026-11-23T08:00:07.000Z');

  it('is what the contract says', () => {
    expect(siteCodeAt(key, session, at)).toBe('AQGaunStAHwcgJGYJWgcPX8HImWAYdPL2_7BooFP7g');
  });

  it('is the same within a window of 15 s and another in the next', () => {
    const first = Date.parse('2026-11-23T08:00:00.000Z');
    expect(siteCodeAt(key, session, first)).toBe(siteCodeAt(key, session, first + 14_999));
    expect(siteCodeAt(key, session, first)).not.toBe(siteCodeAt(key, session, first + 15_000));
  });
});

describe('arrivals', () => {
  it('come at the rate on average', async () => {
    const nextComes = createArrivals(() => 12_000, new AbortController().signal);
    const startedAt = performance.now();
    for (let i = 0; i < 200; i++) expect(await nextComes()).toBe(true);
    const seconds = (performance.now() - startedAt) / 1000; // 1 s is expected, with a deviation of 0.07 s
    expect(seconds).toBeGreaterThan(0.6);
  });

  it('end at once when the day is stopped', async () => {
    const stopping = new AbortController();
    const nextComes = createArrivals(() => 0.001, stopping.signal);
    const coming = nextComes();
    stopping.abort();
    expect(await coming).toBe(false);
    expect(await nextComes()).toBe(false);
  });
});

describe('counters', () => {
  it('count each thing once and keep the reasons', () => {
    const seen: string[] = [];
    const counters = createCounters(({ kind }) => seen.push(kind));
    counters.record({ kind: 'SIGNED_IN', memberId: 'm' });
    counters.record({ kind: 'REFUSED', reason: 'CODE_EXPIRED' });
    counters.record({ kind: 'CHECKED_IN', checkInId: 'c', siteId: 's', replayed: false });
    counters.record({ kind: 'CHECKED_IN', checkInId: 'c', siteId: 's', replayed: true });
    counters.record({ kind: 'SEEN_ON_WALL', checkInId: 'c', tapToWallMs: 41.6 });
    counters.record({ kind: 'ERROR', message: 'the gateway is away' });
    expect(counters.read()).toEqual({
      signedIn: 1,
      checkIns: 1,
      replayed: 1,
      refused: 1,
      refusals: { CODE_EXPIRED: 1 },
      seenOnWall: 1,
      tapToWallMs: { p50: 42, p99: 42 },
      errors: 1,
      lastError: 'the gateway is away',
    });
    expect(seen).toHaveLength(6);
  });
});
