import { withinInt } from '@hongxin/kit/int';
import { inTransaction } from '@hongxin/kit/transaction';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import { isDuplicate } from '../duplicate.ts';
import type { ApiClientDocument, ApiClientUsageDocument } from './documents.ts';

export type ClientStore = ReturnType<typeof createClientStore>;

/** What was used of one client's quotas on one day. */
export type Use = Omit<ApiClientUsageDocument, '_id'>;

export function createClientStore(connection: Connection, collections: Collections) {
  const { apiClients, apiClientUsage, apiClientBatches, usedAssertions } = collections;

  /** False when there is one with this id already. */
  async function addOnce(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  return {
    /** What is written inside stands or falls together. */
    together: <T>(write: (session: ClientSession) => Promise<T>): Promise<T> =>
      inTransaction(connection, write),

    all: (): Promise<ApiClientDocument[]> =>
      apiClients.find().sort({ name: 1, _id: 1 }).lean<ApiClientDocument[]>().exec(),
    async byIds(ids: readonly string[]): Promise<(ApiClientDocument | null)[]> {
      const found = await apiClients.find({ _id: { $in: [...ids] } }).lean<ApiClientDocument[]>();
      return ids.map((id) => found.find(({ _id }) => _id === id) ?? null);
    },
    find: (id: string, session?: ClientSession): Promise<ApiClientDocument | null> =>
      apiClients.findById(id, null, { session }).lean<ApiClientDocument>().exec(),

    async add(client: ApiClientDocument, session: ClientSession): Promise<void> {
      await apiClients.insertMany([client], { session });
    },
    /** False when the system's access was taken away before. */
    async change(id: string, change: Partial<ApiClientDocument>, session?: ClientSession): Promise<boolean> {
      const result = await apiClients.updateOne({ _id: id, revokedAt: null }, { $set: change }, { session });
      return result.matchedCount === 1;
    },

    /** The newest first; sums of a day stop at the most that Int can say. */
    async usage(clientId: string, days: number): Promise<ApiClientUsageDocument[]> {
      const newest = apiClientUsage.find({ clientId }).sort({ day: -1 }).limit(days);
      return (await newest.lean<ApiClientUsageDocument[]>()).map((day) => ({
        ...day,
        requests: withinInt(day.requests),
        cost: withinInt(day.cost),
        refused: withinInt(day.refused),
        events: withinInt(day.events),
      }));
    },
    /** Each batch counts once, however often it is reported; `beside` is written with it. */
    countOnce: (
      batchId: string,
      uses: readonly Use[],
      purgeAt: Date,
      beside: (session: ClientSession) => Promise<void>,
    ): Promise<boolean> =>
      addOnce(() =>
        inTransaction(connection, async (session) => {
          await apiClientBatches.insertMany([{ _id: batchId, purgeAt }], { session });
          for (const { clientId, day, ...counts } of uses)
            await apiClientUsage.updateOne(
              { _id: `${clientId}:${day}` },
              { $inc: counts, $setOnInsert: { clientId, day } },
              { session, upsert: true },
            );
          await beside(session);
        }),
      ),

    /** False for an assertion that was taken before. */
    takeAssertion: (id: string, purgeAt: Date): Promise<boolean> =>
      addOnce(() => usedAssertions.insertMany([{ _id: id, purgeAt }])),
  };
}
