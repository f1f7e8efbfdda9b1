import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, type Envelope, serviceActor } from './events.ts';
import { createLog } from './log.ts';
import { createLogReader } from './log-reader.ts';
import { LogTrimmed } from './log-follower.ts';
import { createLogTail } from './log-tail.ts';
import { createRelay, streamKey } from './relay.ts';
import { engine, openDatabase } from './testing/database.ts';

/** A database put back to an older state, beside a Redis and readers that know what came after. */
const Happened = defineEvent('Happened', 1, z.object({ n: z.string() }));
const log = createLog('test', 'silent');
const topic = 'things';
const patient = { timeout: 10_000 };

type Database = Awaited<ReturnType<typeof openDatabase<object>>>;
let owner: Database;
let other: Database;
let redis: Redis;
beforeAll(async () => {
  redis = new Redis(engine('REDIS_URL'));
  other = await openDatabase('other', () => ({}));
});
beforeEach(async () => {
  owner = await openDatabase('older', () => ({}));
  return async () => {
    await redis.del(streamKey(owner.name, topic));
    await owner[Symbol.asyncDispose]();
  };
});
afterAll(async () => {
  redis.disconnect();
  await other[Symbol.asyncDispose]();
});

const relayHere = () =>
  createRelay({
    topic,
    connection: owner.connection,
    sources: [owner.outbox.source],
    redis,
    prefix: owner.name,
    log,
  });
const tailHere = (relay: ReturnType<typeof relayHere>) =>
  createLogTail({
    topic,
    prefix: owner.name,
    redis: new Redis(engine('REDIS_URL'), { maxRetriesPerRequest: null }),
    source: relay.log,
    log,
  });

async function write(relay: ReturnType<typeof relayHere>, name: string, count: number): Promise<void> {
  const wanted = (await relay.log.top()) + count;
  const facts = Array.from({ length: count }, (_, i) => ({
    occurredAt: new Date(),
    orgPath: '/',
    actor: serviceActor('things'),
    data: { n: `${name}${i}` },
  }));
  await owner.outbox.add(null, Happened, facts);
  relay.wake();
  await expect.poll(() => relay.log.top(), patient).toBe(wanted);
}

const COLLECTIONS = ['outbox', 'counters'];
const dump = () => Promise.all(COLLECTIONS.map((name) => owner.connection.collection(name).find().toArray()));
async function restore(rows: Awaited<ReturnType<typeof dump>>): Promise<void> {
  for (const [i, name] of COLLECTIONS.entries()) {
    await owner.connection.collection(name).deleteMany({});
    await owner.connection.collection(name).insertMany(rows[i] ?? []);
  }
}
const names = (events: readonly Envelope[]) => events.map((event) => Happened.parse(event)?.n);
const inStream = async () =>
  (await redis.xrange(streamKey(owner.name, topic), '-', '+')).map(([, fields]) =>
    JSON.parse(fields[1] as string),
  ) as Envelope[];

/** How many events are lost, and how many are written at the restored place before anything else is asked. */
const CASES: [lost: number, fresh: number][] = [
  [5, 0],
  [5, 2],
  [5, 5],
  [5, 9],
];

describe('a log whose database was put back to an older state', () => {
  it.each(CASES)(
    'lets its stream go, after %i lost events and %i new ones that came without Redis',
    async (lost, fresh) => {
      const old = relayHere();
      await write(old, 'kept', 4);
      const backup = await dump();
      await write(old, 'lost', lost);
      await expect.poll(async () => (await inStream()).length).toBe(4 + lost);
      await old[Symbol.asyncDispose]();
      await restore(backup);
      if (fresh > 0) {
        const away = new Redis({ lazyConnect: true });
        const alone = createRelay({
          topic,
          connection: owner.connection,
          sources: [owner.outbox.source],
          redis: away,
          prefix: owner.name,
          log,
        });
        await write(alone, 'fresh', fresh);
        await alone[Symbol.asyncDispose]();
      }
      await using relay = relayHere();
      await write(relay, 'new', 3);
      const wanted = [
        ...Array.from({ length: 4 }, (_, i) => `kept${i}`),
        ...Array.from({ length: fresh }, (_, i) => `fresh${i}`),
        'new0',
        'new1',
        'new2',
      ];
      await expect.poll(async () => names(await inStream()), patient).toEqual(wanted);
    },
  );

  it.each(CASES)(
    'tells running followers to begin again, and gives them nothing lost: %i lost, %i new at once',
    async (lost, fresh) => {
      await using relay = relayHere();
      await using tail = tailHere(relay);
      await write(relay, 'kept', 4);
      const backup = await dump();
      const slow = tail.follow(0);
      const quick = tail.follow(4);
      await write(relay, 'lost', lost);
      expect((await slow.next())?.seq).toBe(1);
      for (let seen = 0; seen < lost;) seen += (await quick.nextBatch(500)).length;
      const waiting = quick.next();
      waiting.catch(() => undefined); // it is looked at below
      await restore(backup);
      if (fresh > 0) await write(relay, 'fresh', fresh);
      await expect(waiting).rejects.toThrow(LogTrimmed);
      await expect(
        (async () => {
          for (;;) expect(names([(await slow.next()) as Envelope])[0]).toMatch(/^kept|^fresh/);
        })(),
      ).rejects.toThrow(LogTrimmed);
      const again = tail.follow(4);
      await write(relay, 'new', 1);
      const told: Envelope[] = [];
      while (told.length < fresh + 1) told.push(...(await again.nextBatch(500)));
      expect(names(told)).toEqual([...Array.from({ length: fresh }, (_, i) => `fresh${i}`), 'new0']);
      again.close();
    },
  );

  it('gives a tail that begins before the stream is rebuilt nothing lost', async () => {
    const old = relayHere();
    await write(old, 'kept', 4);
    const backup = await dump();
    await write(old, 'lost', 5);
    await expect.poll(async () => (await inStream()).length).toBe(9);
    await old[Symbol.asyncDispose]();
    await restore(backup);
    await using tail = tailHere(old);
    const follower = tail.follow(4);
    const first = follower.next();
    await expect.poll(() => tail.top()).toBe(4);
    await using relay = relayHere();
    await write(relay, 'new', 1);
    expect(names([(await first) as Envelope])).toEqual(['new0']);
    follower.close();
  });

  it('tells a follower whose place the owner does not know to begin again', async () => {
    await using relay = relayHere();
    await write(relay, 'kept', 4);
    await using tail = tailHere(relay);
    await expect(tail.follow(30).next()).rejects.toThrow(LogTrimmed);
  });

  it.each(CASES)(
    'is read again by readers that keep a cursor: %i lost, %i new before they ask',
    async (lost, fresh) => {
      const name = randomUUID();
      let forgotten = 0;
      const seen = other.connection.collection<{ _id: string; reader: string; n: string }>('seen');
      const readerOf = (tail: ReturnType<typeof tailHere>) =>
        createLogReader({
          name,
          connection: other.connection,
          tail,
          log,
          onForgotten: () => forgotten++,
          async apply(events, session) {
            for (const event of events)
              await seen.updateOne(
                { _id: `${name}${event.id}` },
                { $set: { reader: name, n: Happened.parse(event)?.n ?? '' } },
                { session, upsert: true },
              );
          },
        });
      const newest = async () => (await seen.find({ reader: name }).toArray()).map(({ n }) => n);
      await using relay = relayHere();
      await write(relay, 'kept', 4);
      const backup = await dump();
      await write(relay, 'lost', lost);
      {
        await using tail = tailHere(relay);
        await using _ = readerOf(tail);
        await expect.poll(newest, patient).toHaveLength(4 + lost);
      }
      await restore(backup);
      if (fresh > 0) await write(relay, 'fresh', fresh);
      await using tail = tailHere(relay);
      await using reader = readerOf(tail);
      await expect.poll(() => forgotten, patient).toBe(1);
      await write(relay, 'new', 1);
      await expect.poll(newest, patient).toContain('new0');
      expect(await reader.seq()).toBe(4 + fresh + 1);
      expect((await newest()).filter((n) => n.startsWith('fresh'))).toHaveLength(fresh);
      expect(reader.isCaughtUp()).toBe(true);
    },
  );
});
