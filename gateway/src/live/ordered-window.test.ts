import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { orderedWindow } from './ordered-window.ts';

/** A live source: gives what it was given, then waits for ever unless told to end or to fail. */
function source(values: number[], after: 'waits' | 'ends' | 'fails' = 'waits') {
  const state = { closed: 0, pulled: 0 };
  let hangUp: (() => void) | undefined;
  const iterator: AsyncIterator<number> = {
    async next() {
      const value = values[state.pulled];
      if (value !== undefined) return { value: (state.pulled++, value), done: false };
      if (after === 'fails') throw new Error('upstream broke');
      if (after === 'waits' && !state.closed) await new Promise<void>((resolve) => (hangUp = resolve));
      return { value: undefined, done: true };
    },
    async return() {
      state.closed++;
      hangUp?.();
      return { value: undefined, done: true };
    },
  };
  return { iterator, state };
}

const take = async <T>(from: AsyncIterator<T>, count: number): Promise<T[]> => {
  const taken: T[] = [];
  for (let i = 0; i < count; i++) taken.push((await from.next()).value as T);
  return taken;
};

describe('an ordered window', () => {
  it('keeps the order though later mappings finish first', async () => {
    const { iterator } = source([30, 1, 20, 2]);
    const results = orderedWindow(iterator, async (ms) => (await wait(ms), ms), 4);
    expect(await take(results, 4)).toEqual([30, 1, 20, 2]);
    await results.return?.();
  });

  it('works on no more than its size at once', async () => {
    let [now, most] = [0, 0];
    const { iterator } = source(
      Array.from({ length: 20 }, (_, i) => i),
      'ends',
    );
    const results = orderedWindow(
      iterator,
      async (n) => {
        most = Math.max(most, ++now);
        await wait(2);
        now--;
        return n;
      },
      3,
    );
    expect(await take(results, 20)).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('closes a waiting next and its source at once', async () => {
    const { iterator, state } = source([]);
    const results = orderedWindow(iterator, async (n) => n, 4);
    const waiting = results.next();
    await wait(5);
    await results.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(state.closed).toBe(1);
  });

  it('tells an error of the source after the results before it', async () => {
    const { iterator } = source([1, 2], 'fails');
    const results = orderedWindow(iterator, async (n) => n, 4);
    expect(await take(results, 2)).toEqual([1, 2]);
    await expect(results.next()).rejects.toThrow('upstream broke');
    expect(await results.next()).toEqual({ value: undefined, done: true });
  });

  it('tells an error of a mapping in its turn, and never as an unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const { iterator } = source([1, 2, 3], 'ends');
    const map = async (n: number) => {
      if (n === 2) throw new Error('two');
      await wait(20);
      return n;
    };
    const results = orderedWindow(iterator, map, 4);
    expect(await take(results, 1)).toEqual([1]);
    await expect(results.next()).rejects.toThrow('two');
    await wait(30);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
