import { randomUUID } from 'node:crypto';
import { createLog } from '@hongxin/kit/log';
import { createRelay } from '@hongxin/kit/relay';
import { engine, openDatabase } from '@hongxin/kit/testing/database';
import { dayOf } from '@hongxin/kit/time';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInSource, createCheckInStore } from '../check-in/store.ts';
import { type CheckInDocument, registerCollections } from '../collections.ts';
import { readSnapshot } from './snapshot.ts';

let database: Awaited<ReturnType<typeof openDatabase<ReturnType<typeof registerCollections>>>>;
let redis: Redis;
beforeAll(async () => {
  database = await openDatabase('activities', registerCollections);
  redis = new Redis(engine('REDIS_URL'));
});
afterAll(async () => {
  await redis.del(`${database.name}:log:activities`);
  redis.disconnect();
  await database[Symbol.asyncDispose]();
});

const now = new Date();
const checkIn = (): CheckInDocument => ({
  _id: randomUUID(),
  sessionId: 's',
  activityId: 'a',
  activityKind: 'OPEN_ACTIVITY',
  siteId: `site-${Math.floor(Math.random() * 3)}`,
  memberId: randomUUID(),
  homeBranchId: 'b',
  orgPath: '/d/b/',
  orgIds: ['d', 'b'],
  day: dayOf(now),
  occurredAt: now,
  recordedAt: new Date(),
  status: 'VALID',
  evidence: 'SITE_CODE',
  isLate: false,
  skewMs: 0,
});

describe('a snapshot', () => {
  it('is true at its number while check-ins pour in and some are undone', async () => {
    const { connection, collections, outbox } = database;
    const store = createCheckInStore(connection, collections, outbox);
    await using relay = createRelay({
      topic: 'activities',
      connection,
      sources: [checkInSource(collections), outbox.source],
      redis,
      prefix: database.name,
      log: createLog('test', 'silent'),
    });
    let pouring = true;
    const pour = async () => {
      while (pouring) {
        const made = checkIn();
        await store.insert(made);
        if (Math.random() < 0.2)
          await store.voidValid(
            made,
            { reason: '误签', actor: 'x', at: new Date() },
            { kind: 'STAFF', sub: 'x' },
          );
        relay.wake();
      }
    };
    const pourers = [pour(), pour(), pour()];
    const snapshots = [];
    // On a busy machine many snapshots fall between two rounds of the relay: some must not, or the test would say nothing.
    const numbers = new Set<number>();
    while (snapshots.length < 60 || numbers.size <= 5) {
      const snapshot = await readSnapshot(connection, collections, {}, now);
      snapshots.push(snapshot);
      numbers.add(snapshot.seq);
    }
    pouring = false;
    await Promise.all(pourers);
    relay.wake();
    await expect.poll(() => relay.log.top(), { timeout: 10_000 }).toBeGreaterThan(snapshots.at(-1)?.seq ?? 0);

    const events = await allEvents(relay.log);
    for (const { seq, checkInsToday, attendancesThisYear, sites, latest } of snapshots) {
      const told = events.filter((event) => event.seq <= seq);
      const count =
        told.filter(({ type }) => type === 'CheckedIn').length -
        told.filter(({ type }) => type === 'CheckInVoided').length;
      expect([
        checkInsToday,
        attendancesThisYear,
        sites.reduce((sum, site) => sum + site.checkInsToday, 0),
      ]).toEqual([count, count, count]);
      const later = new Set(
        events.filter((event) => event.seq > seq && event.type === 'CheckedIn').map(({ id }) => id),
      );
      expect(latest.filter(({ _id }) => later.has(_id))).toEqual([]);
    }
  });
});

async function allEvents(log: {
  read(after: number, first: number): Promise<{ id: string; seq: number; type: string }[]>;
}) {
  const all: { id: string; seq: number; type: string }[] = [];
  for (let page = await log.read(0, 500); page.length > 0; page = await log.read(all.at(-1)?.seq ?? 0, 500))
    all.push(...page);
  return all;
}
