import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { freePort } from '../ports.ts';
import { isAlive, markOf } from '../process-start.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { defaultCacheDir } from './find-program.ts';
import { provideMongo } from './mongod.ts';
import { provideRedis } from './redis.ts';

const patient = { timeout: 20_000, interval: 100 };

function options(dataDir: string, said: string[] = []) {
  const say = (line: string) => void said.push(line);
  const path = process.env['PATH'] ?? '';
  return { dataDir, logDir: join(dataDir, 'logs'), path, cacheDir: defaultCacheDir(), say };
}

async function withMongo<T>(
  url: string,
  use: (client: mongoose.mongo.MongoClient) => Promise<T>,
): Promise<T> {
  await using client = new mongoose.mongo.MongoClient(url, { serverSelectionTimeoutMS: 20_000 });
  return await use(client);
}

async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  client.on('error', () => {});
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

describe('MongoDB of our own', { timeout: 60_000 }, () => {
  it('runs transactions, keeps its data under another port, and leaves no process', async () => {
    await using folder = await temporaryFolder();
    const first = await provideMongo(options(folder.path));
    await withMongo(first.url, async (client) => {
      await client.withSession((session) =>
        session.withTransaction(() => client.db('a').collection('b').insertOne({ c: 1 }, { session })),
      );
      const concern = await client.db('admin').command({ getDefaultRWConcern: 1 });
      expect(concern['defaultWriteConcern']).toMatchObject({ w: 'majority', j: true });
      const limit = await client.db('admin').command({ getParameter: 1, transactionLifetimeLimitSeconds: 1 });
      expect(limit['transactionLifetimeLimitSeconds']).toBe(5);
    });
    const mark = markOf(first.pid()!);
    await first[Symbol.asyncDispose]();
    expect(isAlive(mark)).toBe(false);

    await using second = await provideMongo({ ...options(folder.path), port: await freePort() });
    expect(second.url).not.toBe(first.url);
    const count = await withMongo(second.url, (client) => client.db('a').collection('b').countDocuments());
    expect(count).toBe(1);
  });

  it('is started again when it is killed, and has what it acknowledged', async () => {
    await using folder = await temporaryFolder();
    const said: string[] = [];
    await using engine = await provideMongo(options(folder.path, said));
    await withMongo(engine.url, async (client) => {
      await client.db('a').collection('b').insertOne({ c: 1 });
      process.kill(engine.pid()!, 'SIGKILL');
      await expect.poll(() => said.length, patient).toBe(3);
      expect(await client.db('a').collection('b').countDocuments()).toBe(1);
    });
  });

  it('says why it will not start, with its last lines', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'mongo'), 'not a folder');
    await expect(provideMongo(options(folder.path))).rejects.toThrow();
    await using other = await temporaryFolder();
    await using _running = await provideMongo(options(other.path));
    // A second mongod on the same files: the lock that mongod itself takes.
    await expect(provideMongo({ ...options(other.path), port: await freePort() })).rejects.toThrow(
      /MongoDB[\s\S]*lock/i,
    );
  });

  it('refuses data that a later version has written', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'mongod.json'), JSON.stringify({ version: '99.0.0', port: 1 }));
    await expect(provideMongo(options(folder.path))).rejects.toThrow('99.0.0');
  });

  it('takes a configured replica set and starts nothing', async () => {
    await using folder = await temporaryFolder();
    await using own = await provideMongo(options(folder.path));
    await using elsewhere = await temporaryFolder();
    await using configured = await provideMongo({ ...options(elsewhere.path), address: own.url });
    expect([configured.url, configured.pid()]).toEqual([own.url, undefined]);
  });

  it('says that a configured address does not answer', async () => {
    await using folder = await temporaryFolder();
    const address = `mongodb://127.0.0.1:${await freePort()}/?serverSelectionTimeoutMS=300`;
    await expect(provideMongo({ ...options(folder.path), address })).rejects.toThrow('MONGODB_URI');
  });
});

describe('Redis of our own', { timeout: 60_000 }, () => {
  it('keeps its data between runs, refuses to evict, and leaves no process', async () => {
    await using folder = await temporaryFolder();
    const first = await provideRedis(options(folder.path));
    await withRedis(first.url, async (client) => {
      await client.set('a', '1');
      expect(await client.config('GET', 'maxmemory-policy')).toContain('noeviction');
      expect(await client.config('GET', 'appendonly')).toContain('yes');
    });
    const mark = markOf(first.pid()!);
    await first[Symbol.asyncDispose]();
    expect(isAlive(mark)).toBe(false);
    await using second = await provideRedis(options(folder.path));
    expect(await withRedis(second.url, (client) => client.get('a'))).toBe('1');
  });

  it('is started again when it is killed', async () => {
    await using folder = await temporaryFolder();
    const said: string[] = [];
    await using engine = await provideRedis(options(folder.path, said));
    process.kill(engine.pid()!, 'SIGKILL');
    await expect.poll(() => said.length, patient).toBe(3);
    expect(await withRedis(engine.url, (client) => client.ping())).toBe('PONG');
  });

  it('refuses to take a stranger on its port for itself', async () => {
    await using folder = await temporaryFolder();
    await using first = await provideRedis(options(folder.path));
    await using other = await temporaryFolder();
    const port = Number(new URL(first.url).port);
    await expect(provideRedis({ ...options(other.path), port })).rejects.toThrow(
      `HONGXIN_REDIS_PORT=${port + 1}`,
    );
  });

  it('says that a configured address does not answer', async () => {
    await using folder = await temporaryFolder();
    const address = `redis://127.0.0.1:${await freePort()}`;
    await expect(provideRedis({ ...options(folder.path), address })).rejects.toThrow('REDIS_URL');
  });
});
