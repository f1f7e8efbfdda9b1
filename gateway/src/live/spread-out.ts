import { setTimeout as wait } from 'node:timers/promises';

const LONGEST_MS = 10_000;
const EACH_MS = 10;

/** Does something to each, one after the other: whoever is sent away comes back, and not all at once. Over 10 s at most. */
export async function spreadOut<T>(all: readonly T[], act: (one: T) => void): Promise<void> {
  const pause = Math.min(EACH_MS, LONGEST_MS / Math.max(1, all.length));
  const began = performance.now();
  for (const [i, one] of all.entries()) {
    const early = began + i * pause - performance.now();
    if (early >= 1) await wait(early);
    act(one);
  }
}
