import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Collection, Connection } from 'mongoose';
import type { Envelope, EventDraft } from './events.ts';
import type { Log } from './log.ts';
import { appendToStream, newestInStream } from './stream.ts';
import { inTransaction } from './transaction.ts';
import { watchInserts } from './watch-inserts.ts';

/** A collection whose documents are events: `pending: true` until numbered, `recordedAt` for the order, then `seq`. */
export type RelaySource = {
  readonly collection: Collection;
  readonly draft: (document: unknown) => EventDraft;
};

export type EventLog = {
  /** Number of the last numbered event, 0 before the first. */
  top(): Promise<number>;
  /** Numbered events after `after`, dense, at most `first`. */
  read(after: number, first: number): Promise<Envelope[]>;
};

export type Relay = { wake(): void; readonly log: EventLog; [Symbol.asyncDispose](): Promise<void> };

export type RelayOptions = {
  readonly topic: string;
  readonly connection: Connection;
  readonly sources: readonly RelaySource[];
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
  /** How many events the stream keeps; older ones are read from the database. */
  readonly keep?: number;
  /** Told of what the stream has taken, and when that began, in ms since 1970. */
  readonly onPublished?: (events: readonly Envelope[], startedAt: number) => void;
};

const BATCH = 500;
const SWEEP_MS = 5_000;
/** `last`: id of the event that has the number. */
type Counter = { _id: string; seq: number; last?: string };
type NumberedBatch = { readonly previous?: string | undefined; readonly events: readonly Envelope[] };
const NOTHING: NumberedBatch = { events: [] };
type EventDocument = { _id: string; seq?: number; recordedAt: Date };

/**
 * Numbers what is pending, densely per topic, and appends it to the Redis stream. Any number of relays of a topic may
 * run: the counter's transaction lets one of them win a batch, and the stream takes only top + 1. Redis is a cache of the
 * log: wiped or behind, it is refilled from the database; and when it holds events that the database has not, as after a
 * restore, it is thrown away.
 */
export function createRelay(options: RelayOptions): Relay {
  const { topic, connection, sources, redis, prefix, log, keep = 100_000 } = options;
  const counters = connection.collection<Counter>('counters');
  const eventLog = createEventLog(topic, counters as never, sources);
  let [running, again, stopped] = [false, false, false];
  let idle = Promise.resolve();
  const watchers = sources.map(({ collection }) => watchInserts(collection, wake, log));
  const sweep = setInterval(wake, SWEEP_MS);
  redis.on('ready', wake);

  function wake(): void {
    again = true;
    if (running || stopped) return;
    running = true;
    idle = work().finally(() => (running = false));
  }

  async function work(): Promise<void> {
    for (let failures = 0; again && !stopped;) {
      again = false;
      try {
        for (
          let batch = await numberBatch();
          batch.events.length > 0 && !stopped;
          batch = await numberBatch()
        )
          await publish(batch);
        await publish(NOTHING);
        failures = 0;
      } catch (error) {
        log.warn({ err: error, topic }, 'relay: round failed, trying again');
        again = true;
        await wait(Math.min(50 * 2 ** failures++, 2_000));
      }
    }
  }

  async function numberBatch(): Promise<NumberedBatch> {
    // Most wakes find nothing (a change stream tells of what is numbered already): no transaction for those.
    if (!(await anyPending())) return NOTHING;
    return inTransaction(
      connection,
      async (session) => {
        const pending = (await takePending(session)).slice(0, BATCH);
        if (pending.length === 0) return NOTHING;
        const drafts = pending.map(({ source, document }) => source.draft(document));
        const counter = await counters.findOneAndUpdate(
          { _id: topic },
          { $inc: { seq: pending.length }, $set: { last: drafts.at(-1)?.id ?? '' } },
          { upsert: true, returnDocument: 'before', session },
        );
        const first = (counter?.seq ?? 0) + 1;
        for (const source of sources) {
          const mine = pending.flatMap((entry, i) =>
            entry.source === source ? [{ id: entry.document._id, seq: first + i }] : [],
          );
          if (mine.length === 0) continue;
          const result = await source.collection.bulkWrite(
            mine.map(({ id, seq }) => ({
              updateOne: {
                filter: { _id: id as never, pending: true },
                update: { $set: { seq }, $unset: { pending: '' } },
              },
            })),
            { session },
          );
          if (result.modifiedCount !== mine.length) throw new Error('another relay numbered the same events');
        }
        const events = drafts.map((draft, i) => ({ ...draft, topic, seq: first + i }));
        return { previous: counter?.last, events };
      },
      { timeoutMS: 5_000 },
    );
  }

  async function anyPending(): Promise<boolean> {
    for (const { collection } of sources)
      if (await collection.findOne({ pending: true }, { projection: { _id: 1 } })) return true;
    return false;
  }

  async function takePending(session: Awaited<ReturnType<Connection['startSession']>>) {
    const found: { source: RelaySource; document: EventDocument }[] = [];
    for (const source of sources) {
      const cursor = source.collection.find<EventDocument>(
        { pending: true },
        { session, sort: { recordedAt: 1, _id: 1 }, limit: BATCH },
      );
      for (const document of await cursor.toArray()) found.push({ source, document });
    }
    return found.sort(
      (a, b) =>
        a.document.recordedAt.getTime() - b.document.recordedAt.getTime() ||
        (a.document._id < b.document._id ? -1 : 1),
    );
  }

  /**
   * A fresh batch goes out in one call when the stream stands just before it; otherwise the stream is brought up from the
   * database. Without Redis numbering goes on; what was numbered meanwhile goes out when Redis is back.
   */
  async function publish({ previous, events: batch }: NumberedBatch): Promise<void> {
    if (redis.status !== 'ready') return;
    const key = streamKey(prefix, topic);
    const newest = batch.at(-1)?.seq;
    if (newest !== undefined && (await append(key, batch, previous, false)) === newest) return;
    for (;;) {
      const stream = await newestInStream(redis, key);
      const last = await eventLog.top();
      const from = stream.seq === 0 ? Math.max(0, last - keep) : stream.seq;
      // With the event before, by which the stream is known to be of this log.
      const events = stream.seq > last ? [] : await eventLog.read(Math.max(0, from - 1), BATCH);
      const before = events[0]?.seq === from ? events.shift() : undefined;
      const isForeign = stream.seq > last || (stream.id && before && before.id !== stream.id);
      if (!isForeign && events.length === 0) return;
      if (!isForeign && stream.seq > 0 && events[0]?.seq !== from + 1)
        return log.error({ topic, missing: from + 1 }, 'relay: an event is missing in the database');
      if (isForeign || (await append(key, events, before?.id, true)) < 0)
        await discard(key, stream.seq, last);
    }
  }

  /** Tails find that the numbers they hold belong to other events, and begin again. */
  async function discard(key: string, top: number, last: number): Promise<void> {
    log.error(
      { topic, top, last },
      'relay: the stream holds what the database has not; it belongs to another history and is rebuilt',
    );
    await redis.del(key);
  }

  async function append(
    key: string,
    events: readonly Envelope[],
    previous: string | undefined,
    mayBegin: boolean,
  ): Promise<number> {
    const startedAt = Date.now();
    const [first, last] = [events[0] as Envelope, events.at(-1) as Envelope];
    const lines = events.map(({ id, ...event }) => JSON.stringify({ id, ...event }));
    const batch = { after: first.seq - 1, previous, events: lines, keep, mayBegin };
    const top = await appendToStream(redis, key, batch);
    if (top >= last.seq) options.onPublished?.(events, startedAt);
    return top;
  }

  wake();
  return {
    wake,
    log: eventLog,
    async [Symbol.asyncDispose]() {
      clearInterval(sweep);
      redis.off('ready', wake);
      await Promise.all(watchers.map((stop) => stop()));
      wake(); // what was written just before the end still goes out
      await Promise.race([idle, wait(3_000)]);
      stopped = true;
      await Promise.race([idle, wait(2_000)]);
    },
  };
}

export const streamKey = (prefix: string, topic: string): string => `${prefix}:log:${topic}`;

/** The log as its owner reads it. A reader never sees a later number before an earlier one. */
function createEventLog(
  topic: string,
  counters: Collection<Counter>,
  sources: readonly RelaySource[],
): EventLog {
  return {
    top: async () => (await counters.findOne({ _id: topic }))?.seq ?? 0,
    async read(after, first) {
      const found: Envelope[] = [];
      for (const { collection, draft } of sources) {
        const rows = await collection
          .find<EventDocument>({ seq: { $gt: after } }, { sort: { seq: 1 }, limit: first })
          .toArray();
        for (const row of rows) found.push({ ...draft(row), topic, seq: row.seq as number });
      }
      found.sort((a, b) => a.seq - b.seq);
      // Two collections are read one after the other: what was numbered in between may be half there. Keep what is dense.
      const dense = found.findIndex((event, i) => i > 0 && event.seq !== (found[i - 1] as Envelope).seq + 1);
      return (dense === -1 ? found : found.slice(0, dense)).slice(0, first);
    },
  };
}
