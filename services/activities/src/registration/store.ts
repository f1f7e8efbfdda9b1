import { rowsOf } from '@hongxin/kit/row-scope';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Collections } from '../collections.ts';
import type { LeaveDocument, RegistrationDocument, RegistrationStatus, SeatsDocument } from './documents.ts';

export type RegistrationStore = ReturnType<typeof createRegistrationStore>;

export function createRegistrationStore({ registrations, seats, leaves }: Collections) {
  return {
    byIds: (ids: readonly string[]) =>
      registrations
        .find({ _id: { $in: ids } })
        .lean<RegistrationDocument[]>()
        .exec(),

    seatsOf: (sessionIds: readonly string[]) =>
      seats
        .find({ _id: { $in: sessionIds } })
        .lean<SeatsDocument[]>()
        .exec(),

    ofMember: (memberId: string, first: number) =>
      registrations
        .find({ memberId })
        .sort({ registeredAt: -1 })
        .limit(first)
        .lean<RegistrationDocument[]>()
        .exec(),

    /** In the order of registering. */
    ofSession: (sessionId: string, status: RegistrationStatus | null, first: number) =>
      registrations
        .find({ sessionId, ...(status && { status }) })
        .sort({ turn: 1 })
        .limit(first)
        .lean<RegistrationDocument[]>()
        .exec(),

    leavesByIds: (ids: readonly string[]) =>
      leaves
        .find({ _id: { $in: ids } })
        .lean<LeaveDocument[]>()
        .exec(),

    leavesOfMember: (memberId: string, first: number) =>
      leaves.find({ memberId }).sort({ requestedAt: -1 }).limit(first).lean<LeaveDocument[]>().exec(),

    /** What members of the viewer's places ask for and nobody has decided, the oldest first. */
    undecidedLeaves: (viewer: Viewer | null, first: number) =>
      leaves
        .find({ status: 'REQUESTED', $and: [rowsOf(viewer)] })
        .sort({ requestedAt: 1 })
        .limit(first)
        .lean<LeaveDocument[]>()
        .exec(),
  };
}
