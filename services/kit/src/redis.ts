import { Redis } from 'ioredis';
import type { Log } from './log.ts';

/** For commands that must answer soon or fail: no queue while Redis is away, 1.5 s at most where nothing less is asked. */
export function connectRedis(url: string, log: Log, commandTimeout = 1_500): Redis {
  return listen(
    new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout,
      retryStrategy,
    }),
    log,
  );
}

/** For blocking reads and BullMQ's workers: waits as long as it takes. */
export function connectBlockingRedis(url: string, log: Log): Redis {
  return listen(new Redis(url, { maxRetriesPerRequest: null, retryStrategy }), log);
}

const retryStrategy = (attempt: number) => Math.min(100 * 2 ** Math.min(attempt, 5), 2_000);

function listen(redis: Redis, log: Log): Redis {
  let told = false;
  redis.on('error', (error) => {
    if (!told) log.warn({ err: error }, 'redis is away; retrying');
    told = true;
  });
  redis.on('ready', () => {
    if (told) log.info('redis is back');
    told = false;
  });
  return redis;
}

/** A frozen Redis never answers: the wait ends, and the connection is opened anew so that the stuck command ends too. */
export async function inTime<T>(redis: Redis, latestMs: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    redis.disconnect(true);
    late.reject(new Error('redis did not answer in time'));
  }, latestMs);
  answer.catch(() => undefined); // it ends when nobody waits for it any more
  return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}
