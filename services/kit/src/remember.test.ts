import { describe, expect, it } from 'vitest';
import { remember } from './remember.ts';

describe('remembering an answer', () => {
  it('asks once for a crowd, and again only when the time is over', async () => {
    let [asked, clock] = [0, 0];
    const ask = remember(
      async () => ++asked,
      10_000,
      () => clock,
    );
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    clock = 9_999;
    expect(await ask()).toBe(1);
    clock = 10_000;
    expect(await ask()).toBe(2);
  });

  it('does not keep a failure', async () => {
    let asked = 0;
    const ask = remember(async () => {
      if (++asked === 1) throw new Error('away');
      return asked;
    }, 10_000);
    await expect(ask()).rejects.toThrow('away');
    expect(await ask()).toBe(2);
  });
});
