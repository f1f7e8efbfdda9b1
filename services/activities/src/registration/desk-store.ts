import { type Actor, serviceActor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientSession } from 'mongoose';
import type { Collections, SessionDocument } from '../collections.ts';
import { LeaveApproved, LeaveDeclined, LeaveRequested, RegistrationChanged } from '../events.ts';
import type { NoticeKind } from '../notice/documents.ts';
import type { NoticeStore } from '../notice/store.ts';
import {
  type LeaveDocument,
  type RegistrationDocument,
  registrationIdOf,
  type SeatsDocument,
} from './documents.ts';
import { movedUp, partyOf } from './registration.ts';

export type DeskParts = {
  readonly collections: Collections;
  readonly outbox: Outbox;
  readonly notices: NoticeStore;
};
/** Where a session's registrations are changed: while one stands there, others at the same session try again after it. */
export type Desk = NonNullable<Awaited<ReturnType<typeof openDesk>>>;

const LEAVE_EVENTS = { REQUESTED: LeaveRequested, APPROVED: LeaveApproved, DECLINED: LeaveDeclined } as const;

/** Opens a session's desk inside a transaction; null where there is no such session. */
export async function openDesk(
  { collections, outbox, notices }: DeskParts,
  transaction: ClientSession,
  sessionId: string,
) {
  const { sessions, registrations, seats, leaves } = collections;
  const inside = { session: transaction };
  const counted = await seats
    .findOneAndUpdate({ _id: sessionId }, { $inc: { turn: 1 } }, { ...inside, returnDocument: 'after' })
    .lean<SeatsDocument>();
  const session = await sessions.findById(sessionId, null, inside).lean<SessionDocument>();
  if (!counted || !session) return null;
  const places = { ...counted };

  /** Puts a registration where it stands now, and the counts with it. */
  async function put(
    next: RegistrationDocument,
    before: RegistrationDocument | null,
    actor: Actor,
  ): Promise<void> {
    if (before?.status === 'REGISTERED') places.taken -= partyOf(before);
    if (before?.status === 'WAITLISTED') places.waiting -= 1;
    if (next.status === 'REGISTERED') places.taken += partyOf(next);
    if (next.status === 'WAITLISTED') places.waiting += 1;
    const { taken, waiting } = places;
    await seats.updateOne({ _id: sessionId }, { $set: { taken, waiting } }, inside);
    await registrations.replaceOne({ _id: next._id }, next, { ...inside, upsert: true });
    const { activityId, memberId, status, companions, isWalkIn } = next;
    const data = { registrationId: next._id, sessionId, activityId, memberId, status, companions, isWalkIn };
    await outbox.add(transaction, RegistrationChanged, [
      { occurredAt: next.changedAt, orgPath: next.orgPath, actor, data },
    ]);
  }

  const notify = (memberId: string, kind: NoticeKind, at: Date, reason?: string) =>
    notices.add(transaction, [
      { memberId, kind, activityId: session.activityId, sessionId, at, ...(reason && { reason }) },
    ]);

  return {
    session,
    seats: places as Readonly<SeatsDocument>,
    put,
    notify,

    find: (memberId: string) =>
      registrations
        .findById(registrationIdOf(sessionId, memberId), null, inside)
        .lean<RegistrationDocument>()
        .exec(),

    /** Gives what seats are free to who waits, in order; answers whom. */
    async moveUp(at: Date): Promise<RegistrationDocument[]> {
      if (places.waiting === 0) return [];
      const queue = await registrations
        .find({ sessionId, status: 'WAITLISTED' }, null, inside)
        .sort({ turn: 1 })
        .limit(100)
        .lean<RegistrationDocument[]>();
      const moved: RegistrationDocument[] = [];
      for (const waiting of movedUp(places.taken, session.capacity, queue)) {
        const next: RegistrationDocument = { ...waiting, status: 'REGISTERED', changedAt: at };
        await put(next, waiting, serviceActor('activities'));
        await notify(waiting.memberId, 'MOVED_UP', at);
        moved.push(next);
      }
      return moved;
    },

    findLeave: (memberId: string) =>
      leaves.findById(registrationIdOf(sessionId, memberId), null, inside).lean<LeaveDocument>().exec(),

    async putLeave(next: LeaveDocument, actor: Actor): Promise<void> {
      await leaves.replaceOne({ _id: next._id }, next, { ...inside, upsert: true });
      const { activityId, memberId, orgPath } = next;
      const occurredAt = next.decidedAt ?? next.requestedAt;
      await outbox.add(transaction, LEAVE_EVENTS[next.status], [
        { occurredAt, orgPath, actor, data: { sessionId, activityId, memberId } },
      ]);
    },
  };
}
