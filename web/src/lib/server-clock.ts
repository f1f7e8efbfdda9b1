// Screens run for months and their clocks drift, and a phone's clock may be set: what is shown, computed and told of a tap
// follows the server's clock. It is reckoned with performance.now(), which nobody sets.
import { momentNow, type Moment } from './elapsed.ts';

type Offset = {
  /** Server's time minus performance.now(). */
  offsetMs: number;
  uncertaintyMs: number;
  takenAt: number;
};

type Estimate = Offset & {
  /** This device's Date.now() minus performance.now() when the server was last heard. */
  wallOffsetMs: number;
};

/** A better estimate is not given up for a worse one until it has grown this old: clocks drift by seconds a day. */
const KEEP_FOR_MS = 10 * 60_000;
const HTTP_DATE_STEP_MS = 1_000;
/** Further apart than drift and rounding bring the two clocks: one was set, or the other stood still. */
const LEAP_MS = 2_000;

let best: Estimate | null = null;

/** The offset that an answer allows: the server read its clock somewhere between sending and receiving. */
export function estimateOffset(serverMs: number, sentAt: number, receivedAt: number, stepMs = 0): Offset {
  const middle = sentAt + (receivedAt - sentAt) / 2;
  return {
    offsetMs: serverMs + stepMs / 2 - middle,
    uncertaintyMs: (receivedAt - sentAt) / 2 + stepMs / 2,
    takenAt: receivedAt,
  };
}

export function betterEstimate<T extends Offset>(held: T | null, next: T): T {
  if (!held || next.uncertaintyMs <= held.uncertaintyMs) return next;
  if (next.takenAt - held.takenAt > KEEP_FOR_MS) return next;
  const apart = Math.abs(next.offsetMs - held.offsetMs);
  return apart > next.uncertaintyMs + held.uncertaintyMs + HTTP_DATE_STEP_MS ? next : held;
}

/** `sentAt` and `receivedAt` by performance.now(). */
export function noteServerTime(serverMs: number, sentAt: number, receivedAt: number, stepMs = 0): void {
  if (!Number.isFinite(serverMs)) return;
  const { wall, steady } = momentNow();
  const wallOffsetMs = wall - steady;
  const next = { ...estimateOffset(serverMs, sentAt, receivedAt, stepMs), wallOffsetMs };
  best = { ...betterEstimate(best, next), wallOffsetMs };
}

/** An HTTP Date has whole seconds, cut off. */
export function noteServerDate(date: string | null, sentAt: number, receivedAt: number): void {
  if (date !== null) noteServerTime(Date.parse(date), sentAt, receivedAt, HTTP_DATE_STEP_MS);
}

/** This device's time as long as the server has not been heard. */
export function serverNow(now: Moment = momentNow()): number {
  return best ? reckoned(best, now) : now.wall;
}

/**
 * The server's time where it can be vouched for, else null: the server was heard in this page's life, and the device's
 * clock has not run ahead of performance.now() since. Where it has, the clock was set, or performance.now() stood still
 * while the device slept, and nobody can tell which.
 */
export function sureServerNow(now: Moment = momentNow()): number | null {
  return best && now.wall - now.steady - best.wallOffsetMs <= LEAP_MS ? reckoned(best, now) : null;
}

/** Whole milliseconds, as Date.now() gives; performance.now() has fractions. */
const reckoned = ({ offsetMs }: Estimate, { steady }: Moment): number => Math.round(steady + offsetMs);
