import type { SessionRules } from '../activity/documents.ts';
import type { RegistrationStatus } from './documents.ts';

export type RegistrationRefusal =
  | 'SESSION_CANCELLED'
  | 'NOT_OPEN_YET'
  | 'REGISTRATION_CLOSED'
  | 'PARTY_TOO_LARGE'
  | 'DECLINED'
  | 'MEMBER_NOT_ACTIVE'
  | 'MEMBER_TRANSFERRED'
  | 'NOT_REGISTERED'
  | 'SESSION_BEGUN'
  | 'SESSION_NOT_BEGUN'
  | 'NOT_PENDING';

export type SessionToRegister = SessionRules & { opensAt: Date; closesAt: Date; cancelledAt?: Date };

/** How long after a session's end staff may still write down who came without a registration. */
const WALK_IN_MS = 72 * 3_600_000;

type Asked = {
  readonly session: SessionToRegister;
  readonly standing: 'ACTIVE' | 'SUSPENDED' | 'TRANSFERRED_OUT';
  readonly known?: RegistrationStatus | undefined;
  readonly companions: number;
  readonly now: Date;
};

/** Whether a member may register; null when nothing speaks against it. */
export function refuseRegistering({
  session,
  standing,
  known,
  companions,
  now,
}: Asked): RegistrationRefusal | null {
  const begins = session.registrationOpensAt;
  if (session.cancelledAt) return 'SESSION_CANCELLED';
  if (standing === 'SUSPENDED') return 'MEMBER_NOT_ACTIVE';
  if (standing === 'TRANSFERRED_OUT') return 'MEMBER_TRANSFERRED';
  if (begins && now < begins) return 'NOT_OPEN_YET';
  if (now > (session.registrationClosesAt ?? session.closesAt)) return 'REGISTRATION_CLOSED';
  if (known === 'DECLINED') return 'DECLINED';
  return 1 + companions > (session.capacity ?? Infinity) ? 'PARTY_TOO_LARGE' : null;
}

/** Whether staff may write down who came without a registration: the person is there, so seats do not matter. */
export function refuseWalkIn(session: SessionToRegister, now: Date): RegistrationRefusal | null {
  if (session.cancelledAt) return 'SESSION_CANCELLED';
  if (now < session.opensAt) return 'SESSION_NOT_BEGUN';
  return now.getTime() > session.closesAt.getTime() + WALK_IN_MS ? 'REGISTRATION_CLOSED' : null;
}

/** Whether a member may withdraw: from the opening on it counts who comes. */
export function refuseWithdrawing(
  session: SessionToRegister,
  known: RegistrationStatus | undefined,
  now: Date,
): RegistrationRefusal | null {
  if (!known || !isStanding(known)) return 'NOT_REGISTERED';
  return now >= session.opensAt ? 'SESSION_BEGUN' : null;
}

export const isStanding = (status: RegistrationStatus): boolean =>
  status === 'PENDING' || status === 'REGISTERED' || status === 'WAITLISTED';

/** Seats that a registration takes. */
export const partyOf = ({ companions }: { companions: number }): number => 1 + companions;

type Seats = { readonly taken: number; readonly waiting: number };

/** A seat, or a place behind everyone who waits: also when a large party waits and a small one would still fit. */
export function seatFor(seats: Seats, capacity: number | undefined, party: number) {
  if (capacity === undefined) return 'REGISTERED';
  return seats.waiting === 0 && seats.taken + party <= capacity ? 'REGISTERED' : 'WAITLISTED';
}

/** Who of the waitlist, in its order, gets a seat now; the first one who does not fit ends it. */
export function movedUp<T extends { companions: number }>(
  taken: number,
  capacity: number | undefined,
  queue: readonly T[],
): T[] {
  let left = (capacity ?? Infinity) - taken;
  const end = queue.findIndex((one) => (left -= partyOf(one)) < 0);
  return end === -1 ? [...queue] : queue.slice(0, end);
}
