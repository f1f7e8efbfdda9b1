import { setTimeout as wait } from 'node:timers/promises';

/** How far behind its times the next may come; what is later is let go, so that a pause is not followed by a rush. */
const MOST_BEHIND_MS = 1_000;

/** Waits until the next one comes, at random moments that make the rate on average; false after the signal. */
export function createArrivals(ratePerMinute: () => number, signal: AbortSignal): () => Promise<boolean> {
  let next = performance.now();
  return async () => {
    const gap = -Math.log(1 - Math.random()) * (60_000 / ratePerMinute());
    next = Math.max(next + gap, performance.now() - MOST_BEHIND_MS);
    try {
      await wait(Math.max(0, next - performance.now()), undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return !signal.aborted;
  };
}
