import { randomUUID } from 'node:crypto';
import { createLog } from '@hongxin/kit/log';
import { createLogTail } from '@hongxin/kit/log-tail';
import { connectBlockingRedis, connectRedis } from '@hongxin/kit/redis';
import { createRelay, streamKey } from '@hongxin/kit/relay';
import { engine, openDatabase } from '@hongxin/kit/testing/database';
import { dayOf } from '@hongxin/kit/time';
import { expect } from 'vitest';
import { checkInSource, createCheckInStore } from '../check-in/store.ts';
import { type CheckInDocument, registerCollections } from '../collections.ts';
import { createCursors } from '../feed/cursor.ts';
import { readSnapshot } from '../feed/snapshot.ts';
import type { FeedWorld } from '../feed/subscription.ts';

export const log = createLog('test', 'silent');
const TOPIC = 'activities';
const CURSOR_KEY = Buffer.alloc(32, 5);

export function inventCheckIn(more: Partial<CheckInDocument> = {}): CheckInDocument {
  const at = new Date();
  return {
    _id: randomUUID(),
    sessionId: 'session',
    activityId: 'activity',
    activityKind: 'OPEN_ACTIVITY',
    siteId: 'site',
    memberId: randomUUID(),
    homeBranchId: 'branch',
    orgPath: '/district/branch/',
    orgIds: ['district', 'branch'],
    day: dayOf(at),
    occurredAt: at,
    recordedAt: at,
    status: 'VALID',
    evidence: 'SITE_CODE',
    isLate: false,
    skewMs: 0,
    ...more,
  };
}

/** The log of check-ins with its relay, tail and feed, in a database and a stream of its own on the real engines. */
export async function openTrial() {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(TOPIC, registerCollections));
  const { name, connection, collections, outbox } = database;
  const redis = connectRedis(engine('REDIS_URL'), log);
  const key = streamKey(name, TOPIC);
  stack.defer(async () => {
    await redis.del(key);
    redis.disconnect();
  });
  const sources = [checkInSource(collections), outbox.source];
  const relay = stack.use(createRelay({ topic: TOPIC, connection, sources, redis, prefix: name, log }));
  /** A tail as a replica has that starts now; a ring of its own keeps what it hears. */
  const openTail = (ringSize?: number) =>
    createLogTail({
      topic: TOPIC,
      prefix: name,
      redis: connectBlockingRedis(engine('REDIS_URL'), log),
      source: relay.log,
      log,
      ...(ringSize && { ringSize }),
    });
  const tail = stack.use(openTail());
  const store = createCheckInStore(connection, collections, outbox);
  const feed: FeedWorld = {
    tail,
    cursors: createCursors(TOPIC, CURSOR_KEY),
    snapshot: (filter) => readSnapshot(connection, collections, filter, new Date()),
    top: () => relay.log.top(),
    now: () => new Date(),
  };

  /** Stores check-ins one after the other and waits until the tail has heard of them; answers their documents. */
  async function tap(...ones: Partial<CheckInDocument>[]): Promise<CheckInDocument[]> {
    const wanted = (await relay.log.top()) + ones.length;
    // A millisecond apart: the relay numbers in the order of recordedAt.
    const began = Date.now();
    const made = ones.map((one, i) => inventCheckIn({ recordedAt: new Date(began + i), ...one }));
    for (const one of made) {
      await store.insert(one);
      relay.wake();
    }
    await expect.poll(() => tail.top(), { timeout: 10_000 }).toBeGreaterThanOrEqual(wanted);
    return made;
  }

  const kept = stack.move();
  return {
    name,
    connection,
    collections,
    outbox,
    store,
    redis,
    key,
    relay,
    openTail,
    tail,
    feed,
    tap,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
