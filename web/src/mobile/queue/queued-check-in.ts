// The life of a check-in on the phone, pure: from the tap until the server has answered. No clock, no storage, no network.
import type { MobileCheckInMutation } from '../../graphql/generated/graphql.ts';
import type { TapMoment } from '../tap-moment.ts';

export type Proof = { kind: 'SITE_CODE'; code: string } | { kind: 'SESSION_CODE'; sessionCode: string };

/** The server's word; nothing else ends a check-in. */
export type Outcome = MobileCheckInMutation['checkIn'];

/** Why there is no answer yet. NOT_TAKEN: the server threw a code that does not pass by itself, e.g. NOT_FOUND. */
export type Fault = 'OFFLINE' | 'SERVER' | 'RATE_LIMITED' | 'SIGNED_OUT' | 'NOT_TAKEN';

/** What the server threw, for the person to read. */
export type Problem = { code: string; message: string };

export type QueuedCheckIn = {
  /** UUIDv7 made at the tap; the idempotency key of every resend. */
  id: string;
  /** Whose tap it was; never sent as anybody else. */
  memberId: string;
  proof: Proof;
  /** By the phone's clock. */
  occurredAt: string;
  /** The tap by every clock of the phone; absent in those that an older version of this page kept. */
  tapped?: TapMoment;
  attempts: number;
  /** Not resent before this moment (milliseconds, this device's clock); see `retry-waits.ts` for when that clock is set. */
  notBefore: number;
  fault: Fault | null;
  problem?: Problem | null;
  outcome: Outcome | null;
  settledAt: number | null;
};

export type Answer = { outcome: Outcome } | { fault: Fault; problem?: Problem; retryAfterMs?: number };

/** What an older version of this page may have kept: it took some thrown codes for the server's last word. */
export type StoredCheckIn = Omit<QueuedCheckIn, 'outcome'> & {
  outcome: Outcome | ({ __typename: 'REJECTED' } & Problem) | null;
};

const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 30_000;
/** What the server does not take, it may take once somebody has put the register right: asked ever more seldom. */
const LONGEST_RETRY_NOT_TAKEN_MS = 3 * 60_000;
const SELDOM_AFTER = 20;
const KEEP_SETTLED_MS = 7 * 24 * 3_600_000;
const KEEP_SETTLED_COUNT = 50;

export function newCheckIn(tap: {
  id: string;
  memberId: string;
  proof: Proof;
  at: TapMoment;
}): QueuedCheckIn {
  return {
    id: tap.id,
    memberId: tap.memberId,
    proof: tap.proof,
    occurredAt: new Date(tap.at.wall).toISOString(),
    tapped: tap.at,
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

/** As this version keeps it: a check-in that was given up for a thrown code waits again. */
export function fromStored({ outcome, ...item }: StoredCheckIn): QueuedCheckIn {
  if (outcome?.__typename !== 'REJECTED') return { ...item, outcome };
  const { code, message } = outcome;
  const waits = { outcome: null, settledAt: null, attempts: 0, notBefore: 0 };
  return { ...item, ...waits, fault: 'NOT_TAKEN', problem: { code, message } };
}

/** Milliseconds until an item is due; 0 or less when it is. */
export type WaitOf = (item: QueuedCheckIn) => number;

/** The member's oldest tap whose turn has come. */
export function nextToSend(
  items: readonly QueuedCheckIn[],
  memberId: string,
  waitOf: WaitOf,
): QueuedCheckIn | null {
  const due = items.filter((item) => isWaiting(item) && item.memberId === memberId && waitOf(item) <= 0);
  return due.sort(byTap)[0] ?? null;
}

/** Milliseconds until something of the member's is due; null when nothing waits. */
export function nextDueIn(items: readonly QueuedCheckIn[], memberId: string, waitOf: WaitOf): number | null {
  const waiting = items.filter((item) => isWaiting(item) && item.memberId === memberId);
  if (waiting.length === 0) return null;
  return Math.max(0, Math.min(...waiting.map(waitOf)));
}

/** Full jitter: anywhere between at once and a ceiling that doubles, so that a returning network is not met by all at once. */
export function retryDelayMs(attempts: number, random: number, longestMs = LONGEST_RETRY_MS): number {
  return Math.floor(random * Math.min(longestMs, FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1)));
}

export function afterAnswer(item: QueuedCheckIn, answer: Answer, now: number, random: number): QueuedCheckIn {
  const attempts = item.attempts + 1;
  if ('outcome' in answer)
    return { ...item, attempts, fault: null, problem: null, outcome: answer.outcome, settledAt: now };
  const { fault, problem = null } = answer;
  return { ...item, attempts, fault, problem, notBefore: now + delayAfter(answer, attempts, random) };
}

function delayAfter(
  { fault, retryAfterMs }: Exclude<Answer, { outcome: Outcome }>,
  attempts: number,
  random: number,
): number {
  // Signing in again starts the queue at once; until then a resend could only fail again.
  if (fault === 'SIGNED_OUT') return LONGEST_RETRY_MS;
  const isSeldom = fault === 'NOT_TAKEN' && attempts > SELDOM_AFTER;
  const delay = retryDelayMs(attempts, random, isSeldom ? LONGEST_RETRY_NOT_TAKEN_MS : LONGEST_RETRY_MS);
  // On top of it, not instead: phones that were all told the same must not all come back in the same moment.
  return retryAfterMs === undefined ? delay : Math.min(LONGEST_RETRY_MS, Math.max(0, retryAfterMs) + delay);
}

/** Whatever waits of this member may go now: the network is back, or the member has signed in. */
export function dueNow(item: QueuedCheckIn, memberId: string): QueuedCheckIn {
  return isWaiting(item) && item.memberId === memberId ? { ...item, notBefore: 0 } : item;
}

/** Settled ones are kept only to be shown; one that waits is never dropped. */
export function idsToForget(items: readonly QueuedCheckIn[], now: number): string[] {
  const settled = items.filter((item) => !isWaiting(item)).sort(byTap);
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
