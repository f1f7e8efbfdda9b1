import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Envelope } from './events.ts';
import type { Log } from './log.ts';
import type { EventLog } from './relay.ts';
import { streamKey } from './relay.ts';

const BLOCK_MS = 2_000;
const BATCH = 500;

/** The events that a follower asks for are no longer kept by their owner: it must start again from a snapshot. */
export class LogTrimmed extends Error {}

/** Someone's place in a log: events in order, each once, none left out. */
export type Follower = {
  /** The next event, waiting for it; null after `close`. Throws LogTrimmed. One call at a time. */
  next(): Promise<Envelope | null>;
  /** At least one event, at most `max`; empty after `close`. */
  nextBatch(max: number): Promise<Envelope[]>;
  close(): void;
};

export type LogTail = {
  follow(after: number): Follower;
  /** Number of the newest event that this tail has seen. */
  top(): number;
  [Symbol.asyncDispose](): Promise<void>;
};

type TailOptions = {
  readonly topic: string;
  readonly prefix: string;
  /** A connection of its own: it blocks. */
  readonly redis: Redis;
  /** The owner's log: the database itself, or its internal `events(after:)`. */
  readonly source: EventLog;
  readonly log: Log;
  /** Events kept in memory for all followers together. */
  readonly ringSize?: number;
};

/**
 * One blocking reader of a topic's stream for the whole process. Followers share one bounded ring and keep only a number
 * each, so a slow one costs nothing: what has left the ring is read from the owner. Without Redis, the owner is asked.
 */
export function createLogTail(options: TailOptions): LogTail {
  const { topic, redis, source, log, ringSize = 5_000 } = options;
  const key = streamKey(options.prefix, topic);
  const ring = new Map<number, Envelope>();
  const waiting = new Set<() => void>();
  /** −1 until the owner has told its top; followers wait so long. */
  let top = -1;
  let stopped = false;
  const loop = run();

  function take(events: readonly Envelope[]): void {
    for (const event of events) {
      if (event.seq !== top + 1) continue;
      ring.set(event.seq, event);
      ring.delete(event.seq - ringSize);
      top = event.seq;
    }
    if (events.length > 0) wakeAll();
  }

  function wakeAll(): void {
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  }

  /** What the stream lacks (wiped, trimmed, away) the owner has. */
  async function fill(): Promise<void> {
    for (
      let events = await source.read(top, BATCH);
      events.length > 0;
      events = await source.read(top, BATCH)
    )
      take(events);
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped;) {
      try {
        if (top < 0) {
          top = await source.top();
          wakeAll();
        }
        const events = await readStream();
        if (events.length === 0 || (events[0] as Envelope).seq > top + 1) await fill();
        take(events);
        failures = 0;
      } catch (error) {
        if (stopped) return;
        if (failures++ === 0)
          log.warn({ err: error, topic }, 'tail: reading failed, asking the owner meanwhile');
        if (top >= 0)
          await fill().catch((cause) =>
            log.warn({ err: cause, topic }, 'tail: the owner did not answer either'),
          );
        await wait(Math.min(100 * failures, 1_000));
      }
    }
  }

  async function readStream(): Promise<Envelope[]> {
    // A frozen Redis never answers: the wait ends here, and the connection is opened anew so that the stuck read ends too.
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      redis.disconnect(true);
      late.reject(new Error('redis did not answer a blocking read in time'));
    }, BLOCK_MS + 1_500);
    const reading = redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', key, `${top}-0`);
    const answer = await Promise.race([reading, late.promise]).finally(() => clearTimeout(timer));
    return (answer?.[0]?.[1] ?? []).map(([, fields]) => JSON.parse(fields[1] as string) as Envelope);
  }

  function follow(after: number): Follower {
    let [last, closed] = [after, false];
    let backlog: Envelope[] = [];
    let wake: (() => void) | undefined;

    async function ready(): Promise<boolean> {
      while (!closed) {
        if (top >= 0 && (backlog.length > 0 || ring.has(last + 1))) return true;
        if (top > last) {
          backlog = await source.read(last, BATCH);
          if (backlog[0]?.seq !== last + 1)
            throw new LogTrimmed(`${topic}: event ${last + 1} is no longer kept`);
        } else await new Promise<void>((resolve) => waiting.add((wake = resolve)));
      }
      return false;
    }

    function pull(): Envelope | undefined {
      const event = backlog.shift() ?? ring.get(last + 1);
      if (event) last = event.seq;
      return event;
    }

    return {
      next: async () => ((await ready()) ? (pull() ?? null) : null),
      async nextBatch(max) {
        const events: Envelope[] = [];
        if (!(await ready())) return events;
        for (let event = pull(); event; event = events.length < max ? pull() : undefined) events.push(event);
        return events;
      },
      close() {
        closed = true;
        if (wake) waiting.delete(wake);
        wake?.();
      },
    };
  }

  return {
    follow,
    top: () => Math.max(0, top),
    async [Symbol.asyncDispose]() {
      stopped = true;
      redis.disconnect();
      await loop;
    },
  };
}
