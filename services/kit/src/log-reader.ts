import { setTimeout as wait } from 'node:timers/promises';
import type { ClientSession, Connection } from 'mongoose';
import type { Envelope } from './events.ts';
import type { Log } from './log.ts';
import type { LogTail } from './log-tail.ts';
import { inTransaction } from './transaction.ts';

type CursorDocument = { _id: string; seq: number };

export type LogReader = {
  /** Number of the last event whose consequences are written. */
  seq(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
};

type ReaderOptions = {
  /** Of this reader in its database; its cursor stands under it. */
  readonly name: string;
  readonly connection: Connection;
  readonly tail: LogTail;
  readonly log: Log;
  /** Writes what follows from the events; in the transaction that moves the cursor, so each event counts once. */
  readonly apply: (events: readonly Envelope[], session: ClientSession) => Promise<void>;
  /** After the commit; nothing that must not be lost. */
  readonly after?: (events: readonly Envelope[]) => void;
};

/**
 * Reads another service's log and keeps its place beside what it writes from it, in one transaction. Several replicas may
 * run the same reader: the one whose cursor matches wins, the other starts again from the new place.
 */
export function createLogReader(options: ReaderOptions): LogReader {
  const { name, connection, tail, log } = options;
  const cursors = connection.collection<CursorDocument>('readerCursors');
  const seq = async () => (await cursors.findOne({ _id: name }))?.seq ?? 0;
  let stopped = false;
  let follower: ReturnType<LogTail['follow']> | undefined;
  const loop = run();

  async function run(): Promise<void> {
    for (let failures = 0; !stopped;) {
      try {
        let place = await seq();
        follower = tail.follow(place);
        for (
          let events = await follower.nextBatch(500);
          events.length > 0;
          events = await follower.nextBatch(500)
        ) {
          const next = (events.at(-1) as Envelope).seq;
          await commit(place, next, events);
          place = next;
          failures = 0;
          options.after?.(events);
        }
      } catch (error) {
        log.warn({ err: error, reader: name }, 'reader: batch failed, trying again');
        await wait(Math.min(100 * 2 ** failures++, 5_000));
      } finally {
        follower?.close();
      }
    }
  }

  async function commit(place: number, next: number, events: readonly Envelope[]): Promise<void> {
    await inTransaction(connection, async (session) => {
      await options.apply(events, session);
      const moved = await cursors.updateOne(
        { _id: name, seq: place },
        { $set: { seq: next } },
        { session, upsert: place === 0 },
      );
      if (moved.matchedCount + moved.upsertedCount !== 1) throw new Error('another replica was faster');
    });
  }

  return {
    seq,
    async [Symbol.asyncDispose]() {
      stopped = true;
      follower?.close();
      await loop;
    },
  };
}
