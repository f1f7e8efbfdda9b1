import type { Actor } from '@hongxin/kit/events';
import { rowsOf } from '@hongxin/kit/row-scope';
import { inTransaction } from '@hongxin/kit/transaction';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import { IndexObjectionSubmitted } from '../events.ts';
import type { IndexObjectionDocument } from './documents.ts';
import { KEEPS_RECORDS } from './reveal.ts';

const NEWEST = { submittedAt: -1, _id: -1 } as const;
const MOST_OF_A_MEMBER = 100;

export type ObjectionStore = ReturnType<typeof createObjectionStore>;

export function createObjectionStore(connection: Connection, { indexObjections, outbox }: Collections) {
  const find = (id: string) => indexObjections.findById(id).lean<IndexObjectionDocument>();

  return {
    find,

    /** Of several members at once, each one's newest first. */
    async ofMembers(memberIds: readonly string[]): Promise<Map<string, IndexObjectionDocument[]>> {
      const found = await indexObjections
        .find({ memberId: { $in: memberIds } })
        .sort(NEWEST)
        .limit(MOST_OF_A_MEMBER * memberIds.length)
        .lean<IndexObjectionDocument[]>();
      return Map.groupBy(found, ({ memberId }) => memberId);
    },

    /** In the viewer's scope, the newest first; `after` is the last of the page before. */
    async inScope(viewer: Viewer, first: number, after: string | undefined) {
      const last =
        after === undefined
          ? null
          : await indexObjections
              .findOne({ $and: [{ _id: after }, rowsOf(viewer, ...KEEPS_RECORDS)] })
              .lean<IndexObjectionDocument>();
      const older = last
        ? {
            $or: [
              { submittedAt: { $lt: last.submittedAt } },
              { submittedAt: last.submittedAt, _id: { $lt: last._id } },
            ],
          }
        : {};
      return indexObjections
        .find({ $and: [rowsOf(viewer, ...KEEPS_RECORDS), older] })
        .sort(NEWEST)
        .limit(first)
        .lean<IndexObjectionDocument[]>();
    },

    /** The two unique keys decide every race. */
    async submit(
      objection: IndexObjectionDocument,
      actor: Actor,
    ): Promise<'STORED' | 'SAME_ID' | 'SAME_LINE'> {
      const { _id: objectionId, memberId, orgPath, month, eventId, rule, submittedAt } = objection;
      const data = { objectionId, memberId, month, eventId, rule };
      const write = async (session: ClientSession) => {
        await indexObjections.insertMany([objection], { session });
        await outbox.add(session, IndexObjectionSubmitted, [
          { occurredAt: submittedAt, orgPath, actor, data },
        ]);
      };
      try {
        await inTransaction(connection, write, { timeoutMS: 5_000 });
        return 'STORED';
      } catch (error) {
        if ((error as { code?: number }).code !== 11_000) throw error;
        return (await find(objectionId)) ? 'SAME_ID' : 'SAME_LINE';
      }
    },
  };
}
