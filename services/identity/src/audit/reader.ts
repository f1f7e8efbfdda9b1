import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hongxin/kit/log';
import type { Follower } from '@hongxin/kit/log-follower';
import { createLogTail, type LogTail } from '@hongxin/kit/log-tail';
import { connectBlockingRedis } from '@hongxin/kit/redis';
import type { EventLog } from '@hongxin/kit/relay';
import type { Chain } from './chain.ts';
import { LostRace } from './store.ts';

type Options = {
  readonly chain: Chain;
  /** Each topic's log as its owner reads it. */
  readonly logs: Readonly<Record<string, EventLog>>;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly log: Log;
};

const BATCH = 500;
/** What comes within this time shares a transaction: the audit may be a moment late, check-ins may not. */
const LINGER_MS = 100;
/** Followers are few and near the end; what is older is asked of its owner. */
const RING_SIZE = 1_000;

/** Follows every topic of the mesh and gives each event its row, one process or many. */
export function startAuditReader({ chain, logs, redisUrl, prefix, log }: Options): AsyncDisposable {
  const stopping = new AbortController();
  const readers = Object.entries(logs).map(([topic, source]) => {
    const redis = connectBlockingRedis(redisUrl, log);
    const tail = createLogTail({ topic, prefix, redis, source, log, ringSize: RING_SIZE });
    return follow({ topic, tail, source, chain, log, stop: stopping.signal });
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all(readers);
    },
  };
}

type Following = {
  readonly topic: string;
  readonly tail: LogTail;
  readonly source: EventLog;
  readonly chain: Chain;
  readonly log: Log;
  readonly stop: AbortSignal;
};

async function follow(following: Following): Promise<void> {
  const { topic, tail, log, stop } = following;
  for (let failures = 0; !stop.aborted;) {
    try {
      await followOnce(following, () => (failures = 0));
    } catch (error) {
      const isRace = error instanceof LostRace;
      if (!isRace) log.warn({ err: error, topic }, 'audit: rows could not be appended, trying again');
      // Two replicas that lose to each other in step would go on losing.
      await pause(isRace ? LINGER_MS * Math.random() * 3 : Math.min(100 * 2 ** failures++, 5_000), stop);
    }
  }
  await tail[Symbol.asyncDispose]();
}

async function followOnce({ topic, tail, source, chain, log, stop }: Following, isWell: () => void) {
  const from = await chain.cursor(topic);
  await warnOfLostLog(topic, from, source, log);
  const follower: Follower = tail.follow(from);
  const end = () => follower.close();
  stop.addEventListener('abort', end);
  try {
    while (!stop.aborted) {
      const events = await follower.nextBatch(BATCH);
      if (events.length === 0) return;
      await chain.append(topic, events);
      isWell();
      if (events.length < BATCH) await pause(LINGER_MS, stop);
    }
  } finally {
    stop.removeEventListener('abort', end);
    follower.close();
  }
}

/** A service whose database was put back to an older state numbers anew; the audit then waits for numbers that it has not seen. */
async function warnOfLostLog(topic: string, from: number, source: EventLog, log: Log): Promise<void> {
  if (from === 0) return;
  const top = await source.top().catch(() => from); // it is away: the tail says so
  if (top < from)
    log.error({ topic, top, from }, 'audit: a service has forgotten events that the audit has rows of');
}

const pause = (ms: number, stop: AbortSignal) => wait(ms, undefined, { signal: stop }).catch(() => undefined); // it ends at once when everything ends
