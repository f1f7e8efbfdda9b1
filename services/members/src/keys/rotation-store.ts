import type { Actor } from '@hongxin/kit/events';
import { inTransaction } from '@hongxin/kit/transaction';
import type { Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import { DataKeyRotationFinished, DataKeyRotationStarted } from '../events.ts';
import type { KeyRotationDocument, PassPlace } from './documents.ts';
import { countSealed } from './sealed-store.ts';

const DUPLICATE_KEY = 11_000;

export type RotationStore = ReturnType<typeof createRotationStore>;

export function createRotationStore(connection: Connection, collections: Collections) {
  const { keyRotations, outbox } = collections;
  const running = { isRunning: true } as const;
  /** Rotations and keys belong to the whole service, not to a place of the tree. */
  const fact = <T>(at: Date, actor: Actor, data: T) => [{ occurredAt: at, orgPath: '/', actor, data }];

  return {
    running: (): Promise<KeyRotationDocument | null> =>
      keyRotations.findOne(running).lean<KeyRotationDocument>(),

    latest: (): Promise<KeyRotationDocument | null> =>
      keyRotations.findOne({}).sort({ startedAt: -1, _id: -1 }).lean<KeyRotationDocument>(),

    sealedDocuments: (): Promise<number> => countSealed(collections),

    /** False when another runs. */
    async start(rotation: KeyRotationDocument, actor: Actor, reason: string): Promise<boolean> {
      const { _id: rotationId, keyId, startedAt, total: documents } = rotation;
      const data = { rotationId, keyId, documents, reason };
      try {
        await inTransaction(connection, async (session) => {
          await keyRotations.collection.insertOne(rotation as never, { session });
          await outbox.add(session, DataKeyRotationStarted, fact(startedAt, actor, data));
        });
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === DUPLICATE_KEY) return false;
        throw error;
      }
    },

    /** From the first time on that someone has made the key. */
    async noteKey(id: string, keyMadeAt: Date): Promise<void> {
      await keyRotations.updateOne({ _id: id, keyMadeAt: { $exists: false } }, { $set: { keyMadeAt } });
    },

    /** False when another worker was quicker: nothing is counted twice. */
    async advance(id: string, from: PassPlace, to: PassPlace, seen: number): Promise<boolean> {
      const { matchedCount } = await keyRotations.updateOne(
        { _id: id, ...running, 'place.collection': from.collection, 'place.after': from.after },
        { $set: { place: to }, $inc: { done: seen } },
      );
      return matchedCount === 1;
    },

    /** Every document was looked at. As many as there were; some came or went since the start. */
    async pass(id: string, passedAt: Date): Promise<void> {
      await keyRotations.collection.updateOne(
        { _id: id as never, ...running, passedAt: { $exists: false } },
        [{ $set: { passedAt, total: '$done' } }],
      );
    },

    async finish({ _id: id, keyId, done }: KeyRotationDocument, finishedAt: Date, actor: Actor) {
      const data = { rotationId: id, keyId, documents: done };
      await inTransaction(connection, async (session) => {
        const { matchedCount } = await keyRotations.updateOne(
          { _id: id, ...running },
          { $set: { finishedAt }, $unset: { isRunning: 1 } },
          { session },
        );
        if (matchedCount === 1)
          await outbox.add(session, DataKeyRotationFinished, fact(finishedAt, actor, data));
      });
    },
  };
}
