import { join } from 'node:path';
import { openDataFolder } from './data-folder.ts';
import { readRecord } from './engines/data-record.ts';
import { defaultCacheDir } from './engines/find-program.ts';
import { mongodSpec, provideMongo } from './engines/mongod.ts';
import { provideRedis, redisSpec } from './engines/redis.ts';
import { replicaSetName } from './engines/replica-set.ts';
import { LaunchProblem } from './launch-problem.ts';
import { messages } from './messages.ts';
import { portFrom } from './ports.ts';

type Engines = AsyncDisposable & { readonly urls: { mongodbUri: string; redisUrl: string } };

/** Both engines of a data folder: those of the district that runs on it, or started for as long as they are used. */
export async function openEngines(path: string, say: (line: string) => void): Promise<Engines> {
  const { env } = process;
  await using stack = new AsyncDisposableStack();
  const folder = await openDataFolder(path, say);
  if (!(Symbol.asyncDispose in folder)) return await running(path);
  stack.use(folder);
  const common = {
    dataDir: path,
    logDir: join(path, 'logs'),
    path: env['PATH'] ?? '',
    cacheDir: defaultCacheDir(env),
    say,
  };
  const mongo = stack.use(
    await provideMongo({ ...common, address: env['MONGODB_URI'], port: portFrom(env, 'HONGXIN_MONGO_PORT') }),
  );
  const redis = stack.use(
    await provideRedis({ ...common, address: env['REDIS_URL'], port: portFrom(env, 'HONGXIN_REDIS_PORT') }),
  );
  const kept = stack.move();
  return {
    urls: { mongodbUri: mongo.url, redisUrl: redis.url },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function running(path: string): Promise<Engines> {
  const { MONGODB_URI, REDIS_URL } = process.env;
  const [mongo, redis] = [await readRecord(path, mongodSpec), await readRecord(path, redisSpec)];
  const mongodbUri =
    MONGODB_URI || (mongo && `mongodb://127.0.0.1:${mongo.port}/?replicaSet=${replicaSetName}`);
  const redisUrl = REDIS_URL || (redis && `redis://127.0.0.1:${redis.port}`);
  if (!mongodbUri || !redisUrl) throw new LaunchProblem(messages.noDataFolder(path));
  return { urls: { mongodbUri, redisUrl }, [Symbol.asyncDispose]: async () => {} };
}
