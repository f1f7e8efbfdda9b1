// When somebody tapped, by every clock that the phone has: its own may be set between the tap and the sending.
import { momentNow, type Moment } from '../lib/elapsed.ts';
import { sureServerNow } from '../lib/server-clock.ts';

export type TapMoment = Moment & {
  /** Which page's life `steady` belongs to: performance.timeOrigin. */
  page: number;
  /** The server's time, where it was known for sure. */
  server: number | null;
};

export function tapMomentNow(): TapMoment {
  const now = momentNow();
  return { ...now, page: performance.timeOrigin, server: sureServerNow(now) };
}

/**
 * The phone's clock at the sending, as it would be if nobody had set it. In the page of the tap performance.now() tells
 * how long ago that was; it may have stood still while the phone slept, so where no server's time bears witness the longer
 * of both clocks is told: an old code that calls itself of now would be refused. After a reload there is only the clock.
 */
export function deviceNowOf(tap: TapMoment, now: TapMoment): number {
  if (tap.page !== now.page) return now.wall;
  const steady = tap.wall + Math.max(0, now.steady - tap.steady);
  return tap.server === null ? Math.max(steady, now.wall) : steady;
}
