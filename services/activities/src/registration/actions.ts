import { badInput, forbidden, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import type { Viewer } from '@hongxin/kit/viewer';
import type { MemberStandingDocument } from '../collections.ts';
import type { Desk } from './desk-store.ts';
import { type RegistrationDocument, registrationIdOf } from './documents.ts';
import {
  isStanding,
  partyOf,
  refuseRegistering,
  refuseWalkIn,
  refuseWithdrawing,
  type RegistrationRefusal,
  seatFor,
} from './registration.ts';
import type { SeatStore } from './seat-store.ts';

export type RegistrationAnswer =
  | { readonly kind: 'ACCEPTED'; readonly registration: RegistrationDocument; readonly replayed: boolean }
  | { readonly kind: 'REFUSED'; readonly reason: RegistrationRefusal };

export type RegistrationWorld = {
  readonly seats: SeatStore;
  readonly viewer: Viewer;
  member(id: string): MemberStandingDocument | undefined;
  mayAct(orgPath: string): boolean;
  /** Puts into this process's memory what has just been written. */
  keep(registration: RegistrationDocument): void;
  tell(): void;
  now(): Date;
};

export type RegisterInput = { readonly sessionId: string; readonly companions: number };

const MOST_COMPANIONS = 9;

/** Registers the caller; who is registered already stays as is. */
export function register(world: RegistrationWorld, input: RegisterInput): Promise<RegistrationAnswer> {
  const memberId = world.viewer.sub;
  const member = knownMember(world, memberId);
  assertCompanions(input);
  return answer(world, input.sessionId, async (desk) => {
    const before = await desk.find(memberId);
    if (before && isStanding(before.status)) return accepted(before, true);
    const { session, seats } = desk;
    const now = world.now();
    const { companions } = input;
    const known = before?.status;
    const reason = refuseRegistering({ session, standing: member.status, known, companions, now });
    if (reason) return { kind: 'REFUSED', reason };
    const status = session.needsApproval ? 'PENDING' : seatFor(seats, session.capacity, 1 + companions);
    const isWalkIn = now >= session.opensAt;
    const next = { ...inventAt(desk, memberId, companions, now), status, isWalkIn } as const;
    await desk.put(next, before, actorOf(world.viewer, session.orgPath));
    return accepted(next, false);
  });
}

/** Withdraws the caller's registration, and gives the seat to who waits for it. */
export const withdraw = (world: RegistrationWorld, sessionId: string): Promise<RegistrationAnswer> =>
  answer(world, sessionId, async (desk) => {
    const before = await desk.find(world.viewer.sub);
    const now = world.now();
    const reason = refuseWithdrawing(desk.session, before?.status, now);
    if (reason || !before) return { kind: 'REFUSED', reason: reason ?? 'NOT_REGISTERED' };
    const next: RegistrationDocument = { ...before, status: 'WITHDRAWN', changedAt: now };
    await desk.put(next, before, actorOf(world.viewer, desk.session.orgPath));
    for (const moved of await desk.moveUp(now)) world.keep(moved);
    return accepted(next, false);
  });

/** Staff write down who came without a registration; seats do not matter, for the person is there. */
export function recordWalkIn(
  world: RegistrationWorld,
  input: RegisterInput & { readonly memberId: string },
): Promise<RegistrationAnswer> {
  knownMember(world, input.memberId);
  assertCompanions(input);
  return answer(world, input.sessionId, async (desk) => {
    const { session, seats } = desk;
    if (!world.mayAct(session.orgPath)) throw forbidden();
    const before = await desk.find(input.memberId);
    if (before?.status === 'REGISTERED') return accepted(before, true);
    const now = world.now();
    const reason = refuseWalkIn(session, now);
    if (reason) return { kind: 'REFUSED', reason };
    const isOver = seats.taken + partyOf(input) > (session.capacity ?? Infinity);
    const next: RegistrationDocument = {
      ...inventAt(desk, input.memberId, input.companions, now),
      status: 'REGISTERED',
      isWalkIn: true,
      ...(isOver && { isOverCapacity: true }),
    };
    await desk.put(next, before, actorOf(world.viewer, session.orgPath));
    return accepted(next, false);
  });
}

/** Approves a registration: it takes a seat, or waits for one. Declined with a reason instead, it does not stand. */
export function decideRegistration(
  world: RegistrationWorld,
  id: string,
  declined: { readonly reason: string } | null,
): Promise<RegistrationAnswer> {
  const reason = declined?.reason.trim() ?? '';
  if (declined && (reason.length < 2 || reason.length > 200)) throw badInput('请填写原因（2–200字）。');
  const [sessionId = '', memberId = ''] = id.split('.');
  return answer(world, sessionId, async (desk) => {
    const { session, seats } = desk;
    if (!world.mayAct(session.orgPath)) throw forbidden();
    const before = await desk.find(memberId);
    if (before?.status !== 'PENDING') return { kind: 'REFUSED', reason: 'NOT_PENDING' };
    if (session.cancelledAt) return { kind: 'REFUSED', reason: 'SESSION_CANCELLED' };
    const now = world.now();
    const status = declined ? 'DECLINED' : seatFor(seats, session.capacity, partyOf(before));
    const next = { ...before, status, changedAt: now, ...(declined && { reason }) } as const;
    await desk.put(next, before, actorOf(world.viewer, session.orgPath));
    const kind = { DECLINED: 'DECLINED', REGISTERED: 'APPROVED', WAITLISTED: 'WAITLISTED' } as const;
    await desk.notify(memberId, `REGISTRATION_${kind[status]}`, now, reason);
    return accepted(next, false);
  });
}

async function answer(
  world: RegistrationWorld,
  sessionId: string,
  work: (desk: Desk) => Promise<RegistrationAnswer>,
): Promise<RegistrationAnswer> {
  const given = await world.seats.atDesk(sessionId, work);
  if (!given) throw notFound('没有找到这个场次。请刷新活动列表后重试。');
  if (given.kind === 'ACCEPTED' && !given.replayed) {
    world.keep(given.registration);
    world.tell();
  }
  return given;
}

const accepted = (registration: RegistrationDocument, replayed: boolean): RegistrationAnswer => ({
  kind: 'ACCEPTED',
  registration,
  replayed,
});

const inventAt = ({ session, seats }: Desk, memberId: string, companions: number, now: Date) => ({
  _id: registrationIdOf(session._id, memberId),
  sessionId: session._id,
  activityId: session.activityId,
  memberId,
  orgPath: session.orgPath,
  companions,
  turn: seats.turn,
  registeredAt: now,
  changedAt: now,
  closesAt: session.closesAt,
});

function knownMember(world: RegistrationWorld, id: string): MemberStandingDocument {
  const member = world.member(id);
  if (!member) throw notFound('没有找到这名党员的信息。请联系所在党支部核实登记。');
  return member;
}

function assertCompanions({ companions }: { companions: number }): void {
  if (companions < 0 || companions > MOST_COMPANIONS) throw badInput('同行人数应为0–9人。');
}
