import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import type { Caller } from './caller.ts';
import { createPace } from './pace.ts';

const caller = (expiresAt: number): Caller => ({
  viewer: { sub: 'm1', kind: 'MEMBER', roles: [], scopes: [] },
  expiresAt,
});

/** Ten a second from each caller, five at once, none waits; of tokens not yet known, `unknown` at once from an address. */
function door({ valid = new Map<string, number>(), unknown = 100, remembered = 100 } = {}) {
  let now = 0;
  const verified: string[] = [];
  const admission = createAdmission({
    pace: createPace({ perSecond: 10, burst: 5, longestMs: 0 }, () => now),
    unknown: createPace({ perSecond: unknown, burst: unknown, longestMs: 0 }, () => now),
    async readCaller(token) {
      verified.push(token);
      const expiresAt = valid.get(token);
      return expiresAt !== undefined && expiresAt > now ? caller(expiresAt) : null;
    },
    remembered,
    refusedAfterMs: 0,
    now: () => now,
  });
  return {
    verified,
    admit: admission,
    /** How many of so many requests are let in. */
    async flood(count: number, tokenOf: (i: number) => string | null, address = '192.0.2.1') {
      const names = [];
      for (let i = 0; i < count; i++) names.push(await admission(tokenOf(i), address));
      return names.filter((name) => name !== null).length;
    },
    pass: (ms: number) => (now += ms),
  };
}

describe('how often a caller may ask', () => {
  it('is counted under the address of who sends no token', async () => {
    const { admit, flood } = door();
    expect(await admit(null, '192.0.2.1')).toBe('192.0.2.1');
    expect(await flood(20, () => null)).toBe(4);
    expect(await flood(20, () => null, '192.0.2.2')).toBe(5);
  });

  it('is counted under a valid token, whoever else asks from its address', async () => {
    const { admit, flood } = door({ valid: new Map([['good', 60_000]]) });
    await flood(20, () => null);
    expect(await admit('good', '192.0.2.1')).toBe('good');
    expect(await flood(20, () => 'good')).toBe(4);
  });

  it('is counted under the address of who sends another invented token each time', async () => {
    expect(await door().flood(200, (i) => `invented-${i}`)).toBe(5);
  });

  it('is one count for invented tokens and none', async () => {
    const { flood } = door();
    await flood(3, (i) => `invented-${i}`);
    expect(await flood(20, () => null)).toBe(2);
  });

  it('bounds how many unknown tokens of an address are verified, and lets known ones pass by', async () => {
    const { flood, admit, verified } = door({ valid: new Map([['good', 60_000]]), unknown: 10 });
    await admit('good', '192.0.2.1');
    await flood(200, (i) => `invented-${i}`);
    expect(verified).toHaveLength(10);
    expect(await admit('good', '192.0.2.1')).toBe('good');
  });
});

describe('a valid token', () => {
  it('is verified once, and again when its time is over', async () => {
    const { admit, verified, pass } = door({ valid: new Map([['good', 1_000]]) });
    await admit('good', '192.0.2.1');
    await admit('good', '192.0.2.1');
    expect(verified).toEqual(['good']);
    pass(1_000);
    expect(await admit('good', '192.0.2.1')).toBe('192.0.2.1');
  });

  it('is forgotten, the oldest first, when there are too many', async () => {
    const valid = new Map(['a', 'b', 'c'].map((token) => [token, 60_000]));
    const { admit, verified } = door({ valid, remembered: 2 });
    for (const token of ['a', 'b', 'c', 'c', 'a']) await admit(token, '192.0.2.1');
    expect(verified).toEqual(['a', 'b', 'c', 'a']);
  });
});
