import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

describe('taking turns', () => {
  it('runs so many at once and the others in their order', async () => {
    const turns = createTurns(2);
    const [begun, open]: [number[], (() => void)[]] = [[], []];
    const all = [0, 1, 2, 3].map((n) =>
      turns.take(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => open.push(resolve));
        return n;
      }),
    );
    await turn();
    expect(begun).toEqual([0, 1]);
    expect(turns.waiting()).toBe(2);
    open[1]?.();
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    open[0]?.();
    await turn();
    open[2]?.();
    open[3]?.();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
    expect(turns.waiting()).toBe(0);
  });

  it('a failure gives the turn on', async () => {
    const turns = createTurns(1);
    await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.take(async () => 'yes')).toBe('yes');
  });
});
