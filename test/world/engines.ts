import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDir } from '@hongxin/infra/engines/find-program';
import { provideMongo } from '@hongxin/infra/engines/mongod';
import { provideRedis } from '@hongxin/infra/engines/redis';
import { findChromium } from './browser.ts';
import { canaryTexts } from './canaries.ts';
import { lookFor } from './canary-scan.ts';

/** vitest's globalSetup: one real mongod, one real redis-server and a browser for all test files; each file uses names of its own. */
export default async function startEngines(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hongxin-test-'));
  process.env['HONGXIN_TEST_DATA'] = dataDir;
  const ownEngines = !process.env['MONGODB_URI'] && !process.env['REDIS_URL'];
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  if (ownEngines) stack.defer(() => findNoCanaries(dataDir));
  const common = {
    dataDir,
    logDir: join(dataDir, 'logs'),
    path: process.env['PATH'] ?? '',
    cacheDir: defaultCacheDir(),
    say: (line: string) => process.stdout.write(`${line}\n`),
  };
  try {
    const mongo = stack.use(
      await provideMongo({ ...common, ...given('MONGODB_URI'), moreArguments: legible.mongod }),
    );
    const redis = stack.use(
      await provideRedis({ ...common, ...given('REDIS_URL'), moreArguments: legible.redis }),
    );
    process.env['MONGODB_URI'] = mongo.url;
    process.env['REDIS_URL'] = redis.url;
    process.env['HONGXIN_CHROMIUM'] = await findChromium();
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
  return () => stack.disposeAsync();
}

/** What is on disk stands there as it is, and Redis keeps every command: a compressed file would hide what is looked for. */
const legible = {
  mongod:
    '--wiredTigerCollectionBlockCompressor none --wiredTigerJournalCompressor none --wiredTigerIndexPrefixCompression false --oplogSize 2000'.split(
      ' ',
    ),
  redis: ['--auto-aof-rewrite-percentage', '0'],
};

/**
 * After the whole run, with the engines stopped: no name or number of the planted members in MongoDB's files (journal and
 * oplog too), Redis' files (every command, every job), any log, what the collector of traces was sent or /metrics said. That
 * the search can see, the planted ids prove.
 */
async function findNoCanaries(dataDir: string): Promise<void> {
  const planted = join(dataDir, 'planted');
  const ids = await readFile(planted, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''; // no test of this run made a district
    throw error;
  });
  const control = ids.split('\n').filter(Boolean).at(-1);
  if (!control) return;
  await rm(planted);
  const found = await lookFor([...canaryTexts, control], dataDir);
  const isSeenIn = (part: string) => found.some(({ file, text }) => text === control && file.includes(part));
  if (!isSeenIn('/mongo/') || !isSeenIn('/redis/'))
    throw new Error('the search for canaries is blind: it does not find what was surely written');
  const leaks = found.filter(({ text }) => text !== control);
  if (leaks.length > 0)
    throw new Error(
      `personal data where none may be:\n${leaks.map(({ file, text }) => `  ${text} in ${file}`).join('\n')}`,
    );
  process.stdout.write(
    `个人信息检查：${canaryTexts.length} 个标记在日志、链路、指标、Redis 和 MongoDB 的文件中均未出现\n`,
  );
}

const given = (name: string): { address?: string } =>
  process.env[name] ? { address: process.env[name] } : {};
