import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientSession, Model } from 'mongoose';
import type { CheckInDocument } from '../collections.ts';
import { CheckInAwaiting, CheckInDeclined } from '../events.ts';
import { factsOf, memberActor } from './facts.ts';
import type { InsertOutcome, Word } from './store.ts';

type Parts = {
  findById(id: string): Promise<CheckInDocument | null>;
  together<T>(work: (session: ClientSession) => Promise<T>): Promise<T>;
};

/** Check-ins that count only when a person of the site has said so. */
export function createAwaitingStore(
  checkIns: Model<CheckInDocument>,
  outbox: Outbox,
  { findById, together }: Parts,
) {
  return {
    /** Stores a tap that waits for a person, with its event; a valid one or one that waits already stands before it. */
    async insertAwaiting(document: CheckInDocument): Promise<InsertOutcome> {
      const { _id, sessionId, memberId, occurredAt, orgPath } = document;
      const standing = () =>
        checkIns
          .findOne({ sessionId, memberId, status: { $in: ['VALID', 'AWAITING_CONFIRMATION'] } })
          .lean<CheckInDocument>()
          .exec();
      const stored = await findById(_id);
      if (stored) return { kind: 'SAME_ID', stored };
      const stands = await standing();
      if (stands) return { kind: 'SAME_MEMBER', stands };
      try {
        await together(async (session) => {
          await checkIns.insertMany([document], { session });
          await outbox.add(session, CheckInAwaiting, [
            { occurredAt, orgPath, actor: memberActor(document), data: factsOf(document) },
          ]);
        });
        return { kind: 'STORED' };
      } catch (error) {
        if ((error as { code?: number }).code !== 11_000) throw error;
        const winner = await findById(_id); // the same tap, or another one of the member, at the same moment
        if (winner) return { kind: 'SAME_ID', stored: winner };
        const other = await standing();
        if (other) return { kind: 'SAME_MEMBER', stands: other };
        throw error;
      }
    },

    /**
     * Lets a check-in that waited count; its document is its CheckedIn event from now on. Where the member checked in
     * otherwise meanwhile, that one stands and this one gives way. False when it did not wait any more.
     */
    confirmAwaiting: (
      { _id, sessionId, memberId }: CheckInDocument,
      said: Word,
      by: Actor,
    ): Promise<boolean> =>
      together(async (session) => {
        const confirmed = { ...said, role: by.role };
        const valid = await checkIns
          .findOne({ sessionId, memberId, status: 'VALID' }, { _id: 1 }, { session })
          .lean<{ _id: string }>();
        const next = valid
          ? { status: 'SUPERSEDED', supersededBy: valid._id, confirmed }
          : { status: 'VALID', confirmed, pending: true };
        const changed = await checkIns.updateOne(
          { _id, status: 'AWAITING_CONFIRMATION' },
          { $set: next },
          { session },
        );
        return changed.modifiedCount > 0;
      }),

    /** The member was not there; false when it did not wait any more. */
    declineAwaiting: (document: CheckInDocument, said: Word, by: Actor): Promise<boolean> =>
      together(async (session) => {
        const changed = await checkIns.updateOne(
          { _id: document._id, status: 'AWAITING_CONFIRMATION' },
          { status: 'VOID', void: said },
          { session },
        );
        if (changed.modifiedCount === 0) return false;
        await outbox.add(session, CheckInDeclined, [
          { occurredAt: said.at, orgPath: document.orgPath, actor: by, data: factsOf(document) },
        ]);
        return true;
      }),

    /** Check-ins at these sites that wait for a person, the longest first. */
    awaitingAt: (siteIds: readonly string[], first: number, after: CheckInDocument | null) =>
      checkIns
        .find({
          status: 'AWAITING_CONFIRMATION',
          siteId: { $in: siteIds },
          ...(after && {
            $or: [
              { recordedAt: { $gt: after.recordedAt } },
              { recordedAt: after.recordedAt, _id: { $gt: after._id } },
            ],
          }),
        })
        .sort({ recordedAt: 1, _id: 1 })
        .limit(first)
        .lean<CheckInDocument[]>()
        .exec(),
  };
}
