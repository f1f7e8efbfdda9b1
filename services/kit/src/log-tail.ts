import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Envelope } from './events.ts';
import type { Log } from './log.ts';
import { createFollower, type Follower, type Waiting } from './log-follower.ts';
import type { EventLog } from './relay.ts';
import { inTime } from './redis.ts';
import { streamKey } from './relay.ts';
import { newestInStream } from './stream.ts';

/** Without Redis the owner is asked at least every 2 s: a read that blocks ends before, also one that is never answered. */
const BLOCK_MS = 1_000;
const LATEST_MS = 1_500;
const ASK_EACH_MS = 500;
/** Until a relay has rebuilt a stream of another history. */
const COMPARE_EACH_MS = 100;
const BATCH = 500;

export type LogTail = {
  follow(after: number): Follower;
  /** Number of the newest event that this tail has seen. */
  top(): number;
  /** The owner's log itself. */
  readonly source: EventLog;
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

/** The owner has another event under a number that this tail has read, or none. */
class OtherHistory extends Error {}

type Entry = { readonly event: Envelope; readonly previous?: string | undefined };

/**
 * One blocking reader of a topic's stream for the whole process. Followers share one bounded ring and keep only a number
 * each, so a slow one costs nothing: what has left the ring is read from the owner. Without Redis, the owner is asked.
 * Redis may hold events of a history that its owner's database no longer has: nothing is taken from the stream before its
 * end was compared with the owner, and each event must name the one before it.
 */
export function createLogTail(options: TailOptions): LogTail {
  const { topic, redis, source, log, ringSize = 5_000 } = options;
  const key = streamKey(options.prefix, topic);
  const ring = new Map<number, Envelope>();
  const waiting = new Set<Waiting>();
  /** −1 until the owner has told its top; followers wait so long. */
  let top = -1;
  /** Id of the event at `top`. */
  let lastId: string | undefined;
  /** One more for each history; followers of an earlier one are lost. */
  let history = 0;
  let isStreamTrue = false;
  let stopped = false;
  redis.on('close', () => (isStreamTrue = false)); // it may come back as another one
  const loop = run();

  /** Answers how many were new. */
  function take(entries: readonly Entry[]): number {
    let taken = 0;
    for (const { event, previous } of entries) {
      if (event.seq !== top + 1) continue;
      if (previous && lastId && previous !== lastId) throw new OtherHistory();
      ring.set(event.seq, event);
      ring.delete(event.seq - ringSize);
      [top, lastId] = [event.seq, event.id];
      taken++;
    }
    if (taken > 0) wakeAll();
    return taken;
  }

  function wakeAll(): void {
    const woken = [...waiting];
    waiting.clear();
    for (const { wake } of woken) wake();
  }

  /** What the stream lacks (wiped, trimmed, away) the owner has. It is asked from the last known event on, which it must know. */
  async function fill(): Promise<void> {
    for (let taken = 1; taken > 0;) {
      const events = await source.read(Math.max(0, top - 1), BATCH);
      const known = events[0]?.seq === top ? events.shift() : undefined;
      if (known && lastId && known.id !== lastId) throw new OtherHistory();
      if (top > 0 && !known && (await source.top()) < top) throw new OtherHistory();
      lastId ??= known?.id;
      taken = take(events.map((event) => ({ event })));
    }
    if (![...waiting].some(({ place }) => place > top)) return;
    const last = await source.top();
    for (const one of waiting) if (one.place > last) one.lose();
  }

  async function begin(): Promise<void> {
    const last = await source.top();
    const [newest] = last > 0 ? await source.read(last - 1, 1) : [];
    [top, lastId] = [last, newest?.seq === last ? newest.id : undefined];
    wakeAll();
  }

  /** Nothing that was read in the history before is handed out any more. */
  function beginAgain(): void {
    log.error({ topic, top }, 'tail: the log was put back to an older state; its followers begin again');
    ring.clear();
    [top, lastId, isStreamTrue] = [-1, undefined, false];
    history++;
    wakeAll();
  }

  /** The stream's end is an event that the owner has under that number. */
  async function compareStream(): Promise<void> {
    const newest = await inTime(redis, LATEST_MS, newestInStream(redis, key));
    if (newest.seq > 0) {
      const [known] = await source.read(newest.seq - 1, 1);
      if (known?.seq !== newest.seq || (newest.id && known.id !== newest.id)) return;
    }
    isStreamTrue = true;
  }

  async function step(): Promise<void> {
    if (top < 0) await begin();
    if (!isStreamTrue && redis.status === 'ready') await compareStream();
    if (!isStreamTrue) {
      await fill();
      await (redis.status === 'ready' ? wait(COMPARE_EACH_MS) : readyAgain());
      return;
    }
    const entries = await readStream();
    if (entries.length === 0 || (entries[0] as Entry).event.seq > top + 1) await fill();
    take(entries);
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped;) {
      try {
        await step();
        failures = 0;
      } catch (error) {
        if (stopped) return;
        if (error instanceof OtherHistory) beginAgain();
        else await recover(error, failures++);
      }
    }
  }

  async function recover(error: unknown, failures: number): Promise<void> {
    if (failures === 0) log.warn({ err: error, topic }, 'tail: reading failed, asking the owner meanwhile');
    if (failures > 0) await wait(Math.min(100 * failures, ASK_EACH_MS));
  }

  async function readyAgain(): Promise<void> {
    const done = new AbortController();
    const { signal } = done;
    await Promise.race([once(redis, 'ready', { signal }), wait(ASK_EACH_MS, undefined, { signal })]).catch(
      () => undefined, // it broke once more: the next step sees that
    );
    done.abort();
  }

  async function readStream(): Promise<Entry[]> {
    const reading = redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', key, `${top}-0`);
    const answer = await inTime(redis, LATEST_MS, reading);
    return (answer?.[0]?.[1] ?? []).map(([, [, event, , previous]]) => ({
      event: JSON.parse(event as string) as Envelope,
      previous,
    }));
  }

  const place = { topic, source, ring, waiting, top: () => top, history: () => history };

  return {
    follow: (after) => createFollower(after, place),
    source,
    top: () => Math.max(0, top),
    async [Symbol.asyncDispose]() {
      stopped = true;
      redis.disconnect();
      await loop;
    },
  };
}
