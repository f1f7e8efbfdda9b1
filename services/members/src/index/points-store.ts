import { newId } from '@hongxin/kit/ids';
import type { ClientSession } from 'mongoose';
import type { Collections, PointEventDocument } from '../collections.ts';
import type { Point } from './point-event.ts';

export type IndexedPoint = Point & Pick<PointEventDocument, 'indexId'>;

const IN_INDEX_ORDER = { indexId: 1, occurredAt: 1, _id: 1 } as const;
const COVERED = {
  _id: 0,
  indexId: 1,
  occurredAt: 1,
  rule: 1,
  units: 1,
  sourceEventId: 1,
  voidedBy: 1,
} as const;

export type PointsStore = ReturnType<typeof createPointsStore>;

export function createPointsStore({ pointEvents, indexDirty }: Collections) {
  return {
    /** Points that are there stay as they are, but for being undone; in whichever order they and their undoing come. */
    async save(points: readonly PointEventDocument[], session?: ClientSession): Promise<void> {
      if (points.length === 0) return;
      await pointEvents.collection.bulkWrite(
        points.map(({ _id, voidedBy, ...facts }) => ({
          updateOne: {
            filter: { _id: _id as never },
            update: { $setOnInsert: facts, ...(voidedBy ? { $set: { voidedBy } } : {}) },
            upsert: true,
          },
        })),
        { session },
      );
    },

    /** Marks indexes to be computed anew; those with the latest `since` are computed first. */
    async markDirty(
      marks: Iterable<{ indexId: string; since: Date }>,
      session?: ClientSession,
    ): Promise<void> {
      const documents = [...marks].map((mark) => ({ _id: newId(), ...mark }));
      if (documents.length > 0) await indexDirty.collection.insertMany(documents as never[], { session });
    },

    /** The points of these indexes, in the order in which they happened. */
    async ofIndexes(indexIds: readonly string[]): Promise<Map<string, IndexedPoint[]>> {
      const found = new Map<string, IndexedPoint[]>();
      const cursor = pointEvents.collection.find<IndexedPoint>(
        { indexId: { $in: indexIds as string[] } },
        { sort: IN_INDEX_ORDER, projection: COVERED, batchSize: 5_000 },
      );
      for await (const point of cursor) {
        const points = found.get(point.indexId);
        if (points) points.push(point);
        else found.set(point.indexId, [point]);
      }
      return found;
    },

    /** Every index that has points, each with its points, in chunks; one walk along the covering index, the latest month first. */
    async *inChunks(size: number): AsyncGenerator<Map<string, IndexedPoint[]>> {
      let chunk = new Map<string, IndexedPoint[]>();
      let points: IndexedPoint[] = [];
      let present: string | undefined;
      const cursor = pointEvents.collection.find<IndexedPoint>(
        {},
        { sort: { indexId: -1, occurredAt: -1, _id: -1 }, projection: COVERED, batchSize: 5_000 },
      );
      for await (const point of cursor) {
        if (point.indexId !== present) {
          if (chunk.size === size) {
            yield chunk;
            chunk = new Map();
          }
          present = point.indexId;
          chunk.set(present, (points = []));
        }
        points.unshift(point);
      }
      if (chunk.size > 0) yield chunk;
    },
  };
}
