import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, serviceActor } from './events.ts';
import { createLog } from './log.ts';
import { createLogReader } from './log-reader.ts';
import { LogTrimmed } from './log-follower.ts';
import { createLogTail } from './log-tail.ts';
import { prepareCollections } from './mongo.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createRelay, streamKey } from './relay.ts';
import { appendToStream, streamTop } from './stream.ts';

const Happened = defineEvent('Happened', 1, z.object({ n: z.number() }));
const topic = 'things';
const log = createLog('test', 'silent');
const prefix = `kit${randomBytes(4).toString('hex')}`;
const key = streamKey(prefix, topic);
const [mongodbUri, redisUrl] = [process.env['MONGODB_URI'] ?? '', process.env['REDIS_URL'] ?? ''];

let connection: mongoose.Connection;
let redis: Redis;
let outbox: Outbox;
beforeAll(async () => {
  connection = await mongoose.createConnection(mongodbUri, { dbName: prefix }).asPromise();
  redis = new Redis(redisUrl);
  outbox = createOutbox(connection);
  await prepareCollections(connection);
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
  await redis.del(key);
  redis.disconnect();
});

const relayHere = () => createRelay({ topic, connection, sources: [outbox.source], redis, prefix, log });
const tailHere = (source: ReturnType<typeof relayHere>['log']) =>
  createLogTail({
    topic,
    prefix,
    redis: new Redis(redisUrl, { maxRetriesPerRequest: null }),
    source,
    log,
    ringSize: 10,
  });
let written = 0;
async function write(count: number): Promise<void> {
  const session = await connection.startSession();
  const facts = Array.from({ length: count }, () => ({
    occurredAt: new Date(),
    orgPath: '/d/',
    actor: serviceActor('things'),
    data: { n: ++written },
  }));
  await session.withTransaction(() => outbox.add(session, Happened, facts));
  await session.endSession();
}
const seqsInStream = async () => (await redis.xrange(key, '-', '+')).map(([id]) => Number.parseInt(id, 10));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('the stream', () => {
  const own = `${prefix}:append`;
  it('takes only what follows its top: no repeat, no gap', async () => {
    const append = (after: number, events: string[], mayBegin = false) =>
      appendToStream(redis, own, { after, events, keep: 100, mayBegin });
    expect(await append(5, ['f'])).toBe(0);
    expect(await append(0, ['a', 'b'])).toBe(2);
    expect(await append(0, ['a', 'b', 'c'])).toBe(3);
    expect(await append(7, ['h'], true)).toBe(3);
    expect(await streamTop(redis, own)).toBe(3);
    expect((await redis.xrange(own, '-', '+')).map(([id, fields]) => [id, fields[1]])).toEqual([
      ['1-0', 'a'],
      ['2-0', 'b'],
      ['3-0', 'c'],
    ]);
    await redis.del(own);
    expect(await append(7, ['h', 'i'], true)).toBe(9);
    await redis.del(own);
  });
});

describe('the relay', () => {
  it('numbers densely and publishes once with three relays at a time', async () => {
    await using one = relayHere();
    await using two = relayHere();
    await using three = relayHere();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await write(7);
        for (const relay of [one, two, three]) relay.wake();
      }),
    );
    await expect.poll(seqsInStream, { timeout: 15_000 }).toEqual(upTo(140));
    expect(new Set((await one.log.read(0, 500)).map((event) => event.id)).size).toBe(140);
  });

  it('fills the stream again when Redis lost it, in part or whole', async () => {
    await using relay = relayHere();
    await redis.xtrim(key, 'MAXLEN', 5);
    await redis.del(key);
    relay.wake();
    await expect.poll(seqsInStream).toEqual(upTo(written));
  });

  it('throws a stream away that is ahead of the database', async () => {
    await redis.xadd(key, '999999-0', 'e', '{}');
    await using relay = relayHere();
    relay.wake();
    await expect.poll(seqsInStream).toEqual(upTo(written));
  });

  it('sees what another process wrote, by its change stream', async () => {
    await using relay = relayHere();
    await wait(300);
    await write(1);
    await expect.poll(async () => (await relay.log.read(0, 500)).length, { timeout: 4_000 }).toBe(written);
  });
});

describe('a follower', () => {
  it('gets everything after its place, in order, through history, ring and wipes of Redis', async () => {
    await using relay = relayHere();
    await using tail = tailHere(relay.log);
    const follower = tail.follow(0);
    const seen: number[] = [];
    for (const round of [0, 1, 2]) {
      await write(30);
      relay.wake();
      if (round === 1) await redis.del(key);
      while (seen.length < written) {
        const event = await follower.next();
        if (event) seen.push(event.seq);
      }
    }
    expect(seen).toEqual(upTo(written));
    follower.close();
  });

  it('is told when what it asks for is no longer kept', async () => {
    await using relay = relayHere();
    await expect.poll(() => relay.log.top()).toBe(written);
    const kept = connection.collection('outbox');
    const removed = await kept.find({ seq: { $lte: 5 } }).toArray();
    await kept.deleteMany({ seq: { $lte: 5 } });
    try {
      await using tail = tailHere(relay.log);
      await expect(tail.follow(3).next()).rejects.toThrow(LogTrimmed);
      expect((await tail.follow(5).next())?.seq).toBe(6);
    } finally {
      await kept.insertMany(removed);
    }
  });

  it('wakes at once when it is closed while waiting', async () => {
    await using relay = relayHere();
    await using tail = tailHere(relay.log);
    const follower = tail.follow(written);
    const waiting = follower.next();
    await wait(50);
    follower.close();
    expect(await waiting).toBeNull();
  });
});

describe('a reader', () => {
  it('counts each event once with two replicas, even when writing fails now and then', async () => {
    await using relay = relayHere();
    await using tail = tailHere(relay.log);
    const sums = connection.collection<{ _id: string; sum: number }>('sums');
    await sums.insertOne({ _id: 'sum', sum: 0 });
    let calls = 0;
    const reader = () =>
      createLogReader({
        name: 'adder',
        connection,
        tail,
        log,
        async apply(events, session) {
          const sum = events.reduce((all, event) => all + (Happened.parse(event)?.n ?? 0), 0);
          await sums.updateOne({ _id: 'sum' }, { $inc: { sum } }, { session });
          if (++calls % 3 === 1) throw new Error('now and then');
        },
      });
    await using one = reader();
    await using two = reader();
    await write(50);
    relay.wake();
    const expected = (written * (written + 1)) / 2;
    await expect
      .poll(async () => (await sums.findOne({ _id: 'sum' }))?.sum, { timeout: 15_000 })
      .toBe(expected);
    await wait(300);
    expect([await one.seq(), await two.seq(), (await sums.findOne({ _id: 'sum' }))?.sum]).toEqual([
      written,
      written,
      expected,
    ]);
  });
});
