import type { ClientSession, Connection } from 'mongoose';
import type {
  Collections,
  IndexDirtyDocument,
  MemberDocument,
  PioneerIndexDocument,
} from '../collections.ts';

export type Home = Pick<MemberDocument, '_id' | 'branchId' | 'orgPath' | 'membership'>;

/** Another replica has computed some of the same indexes meanwhile. */
export class LostRace extends Error {}

export type IndexStore = ReturnType<typeof createIndexStore>;

export function createIndexStore(
  connection: Connection,
  { indexDirty, pioneerIndexes, members }: Collections,
) {
  const states = connection.collection<{ _id: string; schemeVersion: number }>('indexStates');
  return {
    newestDirty: (limit: number): Promise<IndexDirtyDocument[]> =>
      indexDirty.find().sort({ since: -1 }).limit(limit).lean<IndexDirtyDocument[]>(),

    async hasDirty(): Promise<boolean> {
      return (await indexDirty.exists({})) !== null;
    },

    async homes(memberIds: Iterable<string>): Promise<Map<string, Home>> {
      const wanted = { _id: { $in: [...new Set(memberIds)] } };
      return byId(await members.find(wanted, { branchId: 1, orgPath: 1, membership: 1 }).lean<Home[]>());
    },

    async find(indexIds: readonly string[]): Promise<Map<string, PioneerIndexDocument>> {
      return byId(await pioneerIndexes.find({ _id: { $in: indexIds } }).lean<PioneerIndexDocument[]>());
    },

    /** Throws LostRace when one of the marks is gone. */
    async takeMarks(marks: readonly IndexDirtyDocument[], session: ClientSession): Promise<void> {
      const { deletedCount } = await indexDirty.collection.deleteMany(
        { _id: { $in: marks.map(({ _id }) => _id) as never[] } },
        { session },
      );
      if (deletedCount !== marks.length) throw new LostRace();
    },

    /** Each in the place of the revision before it; throws LostRace when that is no longer the one stored. */
    async save(indexes: readonly PioneerIndexDocument[], session: ClientSession): Promise<void> {
      const added = indexes.filter(({ revision }) => revision === 1);
      const replaced = indexes.filter(({ revision }) => revision > 1);
      if (added.length > 0) await pioneerIndexes.collection.insertMany(added as never[], { session });
      if (replaced.length === 0) return;
      const { matchedCount } = await pioneerIndexes.collection.bulkWrite(
        replaced.map(({ _id, ...replacement }) => ({
          replaceOne: { filter: { _id: _id as never, revision: replacement.revision - 1 }, replacement },
        })),
        { session },
      );
      if (matchedCount !== replaced.length) throw new LostRace();
    },

    /** Version of the scheme by which all indexes were computed last; 0 when they never were. */
    async completeVersion(): Promise<number> {
      return (await states.findOne({ _id: 'all' }))?.schemeVersion ?? 0;
    },

    async setComplete(schemeVersion: number): Promise<void> {
      await states.updateOne({ _id: 'all' }, { $set: { schemeVersion } }, { upsert: true });
    },
  };
}

const byId = <T extends { _id: string }>(documents: readonly T[]) =>
  new Map(documents.map((d) => [d._id, d]));
