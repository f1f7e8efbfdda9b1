// The life of a check-in on the phone, pure: from the tap until the server has answered. No clock, no storage, no network.
import type { MobileCheckInMutation } from '../../graphql/generated/graphql.ts';

export type Proof = { kind: 'SITE_CODE'; code: string } | { kind: 'SESSION_CODE'; sessionCode: string };

/** The server's word, or that it will never take this one (REJECTED: FORBIDDEN, NOT_FOUND, BAD_USER_INPUT). */
export type Outcome =
  | MobileCheckInMutation['checkIn']
  | { __typename: 'REJECTED'; code: string; message: string };

/** Why there is no answer yet. */
export type Fault = 'OFFLINE' | 'SERVER' | 'RATE_LIMITED' | 'SIGNED_OUT';

export type QueuedCheckIn = {
  /** UUIDv7 made at the tap; the idempotency key of every resend. */
  id: string;
  /** Whose tap it was; never sent as anybody else. */
  memberId: string;
  proof: Proof;
  occurredAt: string;
  attempts: number;
  /** Not resent before this moment (milliseconds, this device's clock). */
  notBefore: number;
  fault: Fault | null;
  outcome: Outcome | null;
  settledAt: number | null;
};

export type Answer = { outcome: Outcome } | { fault: Fault };

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const KEEP_SETTLED_MS = 7 * 24 * 3_600_000;
const KEEP_SETTLED_COUNT = 50;

export function newCheckIn(tap: { id: string; memberId: string; proof: Proof; at: Date }): QueuedCheckIn {
  return {
    id: tap.id,
    memberId: tap.memberId,
    proof: tap.proof,
    occurredAt: tap.at.toISOString(),
    attempts: 0,
    notBefore: 0,
    fault: null,
    outcome: null,
    settledAt: null,
  };
}

export function isWaiting(item: QueuedCheckIn): boolean {
  return item.outcome === null;
}

/** The member's oldest tap whose turn has come. */
export function nextToSend(
  items: readonly QueuedCheckIn[],
  memberId: string,
  now: number,
): QueuedCheckIn | null {
  const due = items.filter((item) => isWaiting(item) && item.memberId === memberId && item.notBefore <= now);
  return due.sort(byTap)[0] ?? null;
}

/** Milliseconds until something of the member's is due; null when nothing waits. */
export function nextDueIn(items: readonly QueuedCheckIn[], memberId: string, now: number): number | null {
  const waiting = items.filter((item) => isWaiting(item) && item.memberId === memberId);
  if (waiting.length === 0) return null;
  return Math.max(0, Math.min(...waiting.map((item) => item.notBefore)) - now);
}

/** Full jitter: anywhere between at once and a ceiling that doubles, so that a returning network is not met by all at once. */
export function retryDelayMs(attempts: number, random: number): number {
  return Math.floor(random * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1)));
}

export function afterAnswer(item: QueuedCheckIn, answer: Answer, now: number, random: number): QueuedCheckIn {
  const attempts = item.attempts + 1;
  if ('outcome' in answer) return { ...item, attempts, fault: null, outcome: answer.outcome, settledAt: now };
  // Signing in again starts the queue at once; until then a resend could only fail again.
  const delay = answer.fault === 'SIGNED_OUT' ? LONGEST_RETRY_MS : retryDelayMs(attempts, random);
  return { ...item, attempts, fault: answer.fault, notBefore: now + delay };
}

/** Whatever waits of this member may go now: the network is back, or the member has signed in. */
export function dueNow(item: QueuedCheckIn, memberId: string): QueuedCheckIn {
  return isWaiting(item) && item.memberId === memberId ? { ...item, notBefore: 0 } : item;
}

/** Settled ones are kept only to be shown; one that waits is never dropped. */
export function idsToForget(items: readonly QueuedCheckIn[], now: number): string[] {
  const settled = items.filter((item) => item.settledAt !== null).sort(byTap);
  const tooMany = settled.slice(0, Math.max(0, settled.length - KEEP_SETTLED_COUNT));
  const tooOld = settled.filter((item) => now - (item.settledAt ?? now) > KEEP_SETTLED_MS);
  return [...new Set([...tooMany, ...tooOld].map((item) => item.id))];
}

/** Same person, same code, tapped again while the first still waits: that is the same check-in. */
export function sameWaiting(
  items: readonly QueuedCheckIn[],
  memberId: string,
  proof: Proof,
): QueuedCheckIn | null {
  const key = proofKey(proof);
  return (
    items.find((item) => isWaiting(item) && item.memberId === memberId && proofKey(item.proof) === key) ??
    null
  );
}

export function proofKey(proof: Proof): string {
  return proof.kind === 'SITE_CODE' ? `site:${proof.code}` : `session:${proof.sessionCode}`;
}

// UUIDv7 begin with their moment.
function byTap(one: QueuedCheckIn, other: QueuedCheckIn): number {
  return one.id < other.id ? -1 : 1;
}
