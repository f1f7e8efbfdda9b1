// When what waits is due, by a clock that nobody sets.
import type { Moment } from '../../lib/elapsed.ts';
import { LONGEST_RETRY_MS, type QueuedCheckIn } from './queued-check-in.ts';

type Timed = Pick<QueuedCheckIn, 'id' | 'notBefore'>;

/**
 * Reckons a page's waits with performance.now(). What another tab or an earlier life of the page stored is a moment of the
 * device's clock, which may have been set since: it is read once, and one that seems further away than the longest
 * usual wait counts as due.
 */
export function retryWaits() {
  const held = new Map<string, { notBefore: number; dueAt: number }>();

  return {
    /** This page has chosen the wait itself: it holds as long as that. */
    hold({ id, notBefore }: Timed, waitMs: number, now: Moment): void {
      held.set(id, { notBefore, dueAt: now.steady + waitMs });
    },
    /** Milliseconds until it is due; 0 or less when it is. */
    waitOf({ id, notBefore }: Timed, now: Moment): number {
      const present = held.get(id);
      if (present?.notBefore === notBefore) return present.dueAt - now.steady;
      const left = notBefore - now.wall;
      const waitMs = left > LONGEST_RETRY_MS ? 0 : Math.max(0, left);
      held.set(id, { notBefore, dueAt: now.steady + waitMs });
      return waitMs;
    },
    /** Forgets those that are no longer there. */
    keepOnly(items: readonly Timed[]): void {
      const ids = new Set(items.map(({ id }) => id));
      for (const id of held.keys()) if (!ids.has(id)) held.delete(id);
    },
  };
}
