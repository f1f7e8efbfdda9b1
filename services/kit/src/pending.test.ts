import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Collection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { connectRedis } from './redis.ts';
import { streamKey } from './relay.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createObservedRelay } from './telemetry/observed-relay.ts';
import { engine, openDatabase } from './testing/database.ts';
import { recordQuestions } from './testing/questions.ts';

const log = createLog('test', 'silent');
const NUMBERED = 3_000;

let database: Awaited<ReturnType<typeof openDatabase<object>>>;
let outbox: Collection;
beforeAll(async () => {
  database = await openDatabase('pending', () => ({}));
  outbox = database.outbox.source.collection;
  const at = new Date();
  const rows = Array.from({ length: NUMBERED }, (_, i) => ({
    _id: randomUUID(),
    type: 'Happened',
    v: 1,
    occurredAt: at,
    recordedAt: at,
    orgPath: '/',
    data: {},
    seq: i + 1,
  }));
  await outbox.insertMany(rows as never[]);
  await database.connection.collection('counters').insertOne({ _id: 'pending', seq: NUMBERED } as never);
});
afterAll(() => database[Symbol.asyncDispose]());

describe('an outbox with a long past', () => {
  it('is never read through to find what is pending, by the relay or by its gauges', async () => {
    const redis = connectRedis(engine('REDIS_URL'), log);
    const metrics = createMetrics('test', log);
    const relay = createObservedRelay(
      {
        topic: 'pending',
        connection: database.connection,
        sources: [database.outbox.source],
        redis,
        prefix: database.name,
        log,
      },
      metrics,
    );
    await wait(500); // the first round also fills the stream
    await using recording = await recordQuestions(database.connection);
    for (let i = 0; i < 5; i++) {
      relay.wake();
      await wait(20);
    }
    expect(await metrics.text()).toMatch(/hongxin_outbox_unnumbered_events{.*} 0/);
    await outbox.insertOne({
      _id: randomUUID(),
      type: 'Happened',
      v: 1,
      occurredAt: new Date(),
      recordedAt: new Date(),
      orgPath: '/',
      data: {},
      pending: true,
    } as never);
    relay.wake();
    await expect.poll(() => relay.log.top()).toBe(NUMBERED + 1);
    await relay[Symbol.asyncDispose]();
    const questions = (await recording.questions()).filter(({ collection }) => collection === 'outbox');
    expect(questions.length).toBeGreaterThan(6);
    expect(questions.filter(({ plan }) => plan.includes('COLLSCAN'))).toEqual([]);
    expect(questions.reduce((all, { documentsExamined }) => all + documentsExamined, 0)).toBeLessThan(20);
    await redis.del(streamKey(database.name, 'pending'));
    redis.disconnect();
  });
});
