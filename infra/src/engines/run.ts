/** Only the engines, for trials and for tests of one package: `node infra/src/engines/run.ts --data DIR`. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../launch-problem.ts';
import { portFrom } from '../ports.ts';
import { defaultCacheDir } from './find-program.ts';
import { provideMongo } from './mongod.ts';
import { provideRedis } from './redis.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: '.data/engines' } } });
const dataDir = resolve(values.data);
const { env } = process;
const common = {
  dataDir,
  logDir: resolve(dataDir, 'logs'),
  path: env['PATH'] ?? '',
  cacheDir: defaultCacheDir(),
  say: (line: string) => console.error(line),
};

const stopped = new Promise<void>((resolveStop) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolveStop());
});

try {
  await using mongo = await provideMongo({ ...common, port: portFrom(env, 'HONGXIN_MONGO_PORT') });
  await using redis = await provideRedis({ ...common, port: portFrom(env, 'HONGXIN_REDIS_PORT') });
  console.log(`MONGODB_URI=${mongo.url}\nREDIS_URL=${redis.url}`);
  await stopped;
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
