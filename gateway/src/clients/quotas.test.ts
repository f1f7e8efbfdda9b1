import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { createLog } from '@hongxin/kit/log';
import { connectRedis } from '@hongxin/kit/redis';
import { engine } from '@hongxin/kit/testing/database';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQuotas, REDIS_WAIT_MS } from './quotas.ts';

const log = createLog('quotas', 'silent');
const policy = { accessEndsAt: '', requestsPerMinute: 3, costPerDay: 100, allowedOperations: [] };
const prefix = `t${randomUUID().slice(0, 8)}`;

async function forget(redis: Redis): Promise<void> {
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
}

describe('quotas of other systems', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = connectRedis(engine('REDIS_URL'), log);
    await once(redis, 'ready');
  });
  afterAll(async () => {
    await forget(redis);
    redis.disconnect();
  });

  it('count requests of all gateways together, each system by itself', async () => {
    const [one, other] = [createQuotas(redis, prefix), createQuotas(redis, prefix)];
    const waits = [];
    for (const gateway of [one, other, one, other]) waits.push(await gateway.request('a', policy));
    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    expect(waits[3]).toBeGreaterThan(50);
    expect(waits[3]).toBeLessThanOrEqual(60);
    expect(await one.request('b', policy)).toBe(0);
  });

  it('count cost by the day of the district; what was refused costs nothing', async () => {
    const at = new Date('2026-11-23T15:00:00Z'); // 23:00
    const quotas = createQuotas(redis, prefix, () => at);
    expect(await quotas.cost('a', policy, 60)).toBe(0);
    expect(await quotas.cost('a', policy, 41)).toBe(3_600);
    expect(await quotas.cost('a', policy, 40)).toBe(0);
    at.setUTCHours(16); // the next day
    expect(await quotas.cost('a', policy, 100)).toBe(0);
  });
});

describe('without Redis', () => {
  it('a gateway counts by itself', async () => {
    const gone = connectRedis('redis://127.0.0.1:1', log, REDIS_WAIT_MS);
    const quotas = createQuotas(gone, prefix);
    const waits = [];
    for (let i = 0; i < 4; i++) waits.push(await quotas.request('a', policy));
    expect(waits.map((seconds) => seconds > 0)).toEqual([false, false, false, true]);
    gone.disconnect();
  });

  it('nobody waits for one that has stopped answering', async () => {
    const real = new URL(engine('REDIS_URL'));
    let isFrozen = false;
    // Between us and the real one: what passes until it is frozen, and nothing from then on.
    const frozen = createServer((socket) => {
      const onward = createConnection(Number(real.port), real.hostname);
      socket.on('data', (bytes) => void (isFrozen || onward.write(bytes)));
      onward.on('data', (bytes) => void (isFrozen || socket.write(bytes)));
      socket.on('close', () => onward.destroy());
      for (const end of [socket, onward]) end.on('error', () => end.destroy());
    }).listen(0, '127.0.0.1');
    await once(frozen, 'listening');
    const redis = connectRedis(
      `redis://127.0.0.1:${(frozen.address() as AddressInfo).port}`,
      log,
      REDIS_WAIT_MS,
    );
    await once(redis, 'ready');
    const quotas = createQuotas(redis, prefix);
    expect(await quotas.request('c', policy)).toBe(0);
    isFrozen = true;
    for (let i = 0; i < 4; i++) {
      const begun = performance.now();
      const wait = await quotas.request('c', policy);
      expect(performance.now() - begun).toBeLessThan(REDIS_WAIT_MS + 100); // a test machine may be busy
      expect(wait > 0).toBe(i === 3);
    }
    redis.disconnect();
    frozen.close();
  });
});
