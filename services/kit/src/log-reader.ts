import { setTimeout as wait } from 'node:timers/promises';
import type { ClientSession, Connection } from 'mongoose';
import type { Envelope } from './events.ts';
import type { Log } from './log.ts';
import type { LogTail } from './log-tail.ts';
import { inTransaction } from './transaction.ts';

/** `last`: id of the event with that number. */
type CursorDocument = { _id: string; seq: number; last?: string };

export type LogReader = {
  /** Number of the last event whose consequences are written. */
  seq(): Promise<number>;
  /** Whether everything is written that the owner had when this reader began. */
  isCaughtUp(): boolean;
  [Symbol.asyncDispose](): Promise<void>;
};

type ReaderOptions = {
  /** Of this reader in its database; its cursor stands under it. */
  readonly name: string;
  readonly connection: Connection;
  readonly tail: LogTail;
  readonly log: Log;
  /**
   * Writes what follows from the events; in the transaction that moves the cursor, so each event counts once. When the
   * owner's database was put back to an older state, all events come again: they must change nothing then.
   */
  readonly apply: (events: readonly Envelope[], session: ClientSession) => Promise<void>;
  /** After the commit; nothing that must not be lost. */
  readonly after?: (events: readonly Envelope[]) => void;
  /** The owner's log is another one now, and is read from its beginning: for a metric. */
  readonly onForgotten?: () => void;
};

/**
 * Reads another service's log and keeps its place beside what it writes from it, in one transaction. Several replicas may
 * run the same reader: the one whose cursor matches wins, the other starts again from the new place. A cursor of another
 * history than the owner's goes back to the beginning.
 */
export function createLogReader(options: ReaderOptions): LogReader {
  const { name, connection, tail, log } = options;
  const cursors = connection.collection<CursorDocument>('readerCursors');
  const seq = async () => (await cursors.findOne({ _id: name }))?.seq ?? 0;
  let isCaughtUp = false;
  let stopped = false;
  let follower: ReturnType<LogTail['follow']> | undefined;
  const loop = run();

  async function run(): Promise<void> {
    for (let failures = 0; !stopped;) {
      try {
        let place = await beginning();
        const target = await tail.source.top();
        isCaughtUp ||= place >= target;
        follower = tail.follow(place);
        if (stopped) follower.close();
        for (
          let events = await follower.nextBatch(500);
          events.length > 0;
          events = await follower.nextBatch(500)
        ) {
          const next = (events.at(-1) as Envelope).seq;
          await commit(place, next, events);
          place = next;
          isCaughtUp ||= place >= target;
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

  /** The place after the last event whose consequences are written; 0 when the owner knows nothing of that event. */
  async function beginning(): Promise<number> {
    const { seq: place = 0, last } = (await cursors.findOne({ _id: name })) ?? {};
    if (place === 0) return 0;
    const [known] = await tail.source.read(place - 1, 1);
    const isTheSame = known?.seq === place ? !last || known.id === last : (await tail.source.top()) >= place;
    if (isTheSame) return place;
    log.error(
      { reader: name, place },
      'reader: the owner of this log has forgotten events that were read here; everything is read again',
    );
    await cursors.updateOne({ _id: name, seq: place }, { $set: { seq: 0 }, $unset: { last: '' } });
    options.onForgotten?.();
    return 0;
  }

  async function commit(place: number, next: number, events: readonly Envelope[]): Promise<void> {
    await inTransaction(connection, async (session) => {
      await options.apply(events, session);
      const moved = await cursors.updateOne(
        { _id: name, seq: place },
        { $set: { seq: next, last: (events.at(-1) as Envelope).id } },
        { session, upsert: place === 0 },
      );
      if (moved.matchedCount + moved.upsertedCount !== 1) throw new Error('another replica was faster');
    });
  }

  return {
    seq,
    isCaughtUp: () => isCaughtUp,
    async [Symbol.asyncDispose]() {
      stopped = true;
      follower?.close();
      await loop;
    },
  };
}
