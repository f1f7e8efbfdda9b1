import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDir } from '@hongxin/infra/engines/find-program';
import { provideMongo } from '@hongxin/infra/engines/mongod';
import { provideRedis } from '@hongxin/infra/engines/redis';
import { findChromium } from './browser.ts';

/** vitest's globalSetup: one real mongod, one real redis-server and a browser for all test files; each file uses names of its own. */
export default async function startEngines(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hongxin-test-'));
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const common = {
    dataDir,
    logDir: join(dataDir, 'logs'),
    path: process.env['PATH'] ?? '',
    cacheDir: defaultCacheDir(),
    say: (line: string) => process.stdout.write(`${line}\n`),
  };
  try {
    const mongo = stack.use(await provideMongo({ ...common, ...given('MONGODB_URI') }));
    const redis = stack.use(await provideRedis({ ...common, ...given('REDIS_URL') }));
    process.env['MONGODB_URI'] = mongo.url;
    process.env['REDIS_URL'] = redis.url;
    process.env['HONGXIN_CHROMIUM'] = await findChromium();
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
  return () => stack.disposeAsync();
}

const given = (name: string): { address?: string } =>
  process.env[name] ? { address: process.env[name] } : {};
