// Screens run for months and their clocks drift: what is shown and computed follows the server's clock.

type Estimate = { offsetMs: number; uncertaintyMs: number; takenAt: number };

/** A better estimate is not given up for a worse one until it has grown this old: clocks drift by seconds a day. */
const KEEP_FOR_MS = 10 * 60_000;
const HTTP_DATE_STEP_MS = 1_000;

let best: Estimate | null = null;

/** The offset that an answer allows: the server read its clock somewhere between sending and receiving. */
export function estimateOffset(serverMs: number, sentAt: number, receivedAt: number, stepMs = 0): Estimate {
  const middle = sentAt + (receivedAt - sentAt) / 2;
  return {
    offsetMs: serverMs + stepMs / 2 - middle,
    uncertaintyMs: (receivedAt - sentAt) / 2 + stepMs / 2,
    takenAt: receivedAt,
  };
}

export function betterEstimate(held: Estimate | null, next: Estimate): Estimate {
  if (!held || next.uncertaintyMs <= held.uncertaintyMs) return next;
  const age = next.takenAt - held.takenAt;
  // A negative age means that this device's clock was set meanwhile: the old offset is worth nothing.
  if (age > KEEP_FOR_MS || age < 0) return next;
  const apart = Math.abs(next.offsetMs - held.offsetMs);
  return apart > next.uncertaintyMs + held.uncertaintyMs + HTTP_DATE_STEP_MS ? next : held;
}

export function noteServerTime(serverMs: number, sentAt: number, receivedAt: number, stepMs = 0): void {
  if (Number.isFinite(serverMs))
    best = betterEstimate(best, estimateOffset(serverMs, sentAt, receivedAt, stepMs));
}

/** An HTTP Date has whole seconds, cut off. */
export function noteServerDate(date: string | null, sentAt: number, receivedAt: number): void {
  if (date !== null) noteServerTime(Date.parse(date), sentAt, receivedAt, HTTP_DATE_STEP_MS);
}

export function serverNow(now = Date.now()): number {
  return now + (best?.offsetMs ?? 0);
}
