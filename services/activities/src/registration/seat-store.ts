import { inTransaction } from '@hongxin/kit/transaction';
import type { ClientSession, Connection } from 'mongoose';
import type { ActivityDocument, SessionDocument } from '../collections.ts';
import { type Desk, type DeskParts, openDesk } from './desk-store.ts';
import type { RegistrationDocument } from './documents.ts';

export type SeatStore = ReturnType<typeof createSeatStore>;

export function createSeatStore(connection: Connection, parts: DeskParts) {
  const { collections, notices } = parts;
  const { registrations, seats } = collections;

  /** Outside of the transaction, where two who make it at once do not fail each other. */
  const prepare = async (sessionIds: readonly string[]): Promise<void> => {
    for (const _id of sessionIds)
      await seats.updateOne({ _id }, { $setOnInsert: { turn: 0, taken: 0, waiting: 0 } }, { upsert: true });
  };

  return {
    prepare,

    /** Works at a session's desk; null where there is no such session. */
    async atDesk<T>(sessionId: string, work: (desk: Desk) => Promise<T>): Promise<T | null> {
      await prepare([sessionId]);
      return inTransaction(
        connection,
        async (transaction) => {
          const desk = await openDesk(parts, transaction, sessionId);
          return desk && work(desk);
        },
        { timeoutMS: 10_000 },
      );
    },

    /** Tells everyone who has registered that it does not take place; who registers at this moment is told, or refused. */
    async tellCancelled(
      transaction: ClientSession,
      activity: ActivityDocument,
      cancelled: readonly SessionDocument[],
      reason: string,
      at: Date,
    ): Promise<void> {
      const ids = cancelled.map(({ _id }) => _id);
      await seats.updateMany({ _id: { $in: ids } }, { $inc: { turn: 1 } }, { session: transaction });
      const rows = await registrations
        .find(
          { sessionId: { $in: ids }, status: { $in: ['PENDING', 'REGISTERED', 'WAITLISTED'] } },
          { memberId: 1, sessionId: 1 },
          { session: transaction },
        )
        .lean<Pick<RegistrationDocument, 'memberId' | 'sessionId'>[]>();
      const told = rows.map(({ memberId, sessionId }) => ({ memberId, sessionId, activityId: activity._id }));
      await notices.add(
        transaction,
        told.map((one) => ({ ...one, kind: 'ACTIVITY_CANCELLED' as const, reason, at })),
      );
    },
  };
}
