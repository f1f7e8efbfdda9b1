import { dayOf, endOfDay } from '@hongxin/kit/time';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Policy } from './policies.ts';

/** Seconds to wait, or 0 where the quota allows it. */
export type Quotas = {
  request(client: string, policy: Policy): Promise<number>;
  cost(client: string, policy: Policy, cost: number): Promise<number>;
};

/** Redis answers within this, or the process counts by itself; a request asks twice. */
export const REDIS_WAIT_MS = 50;
const DAY_S = 86_400;
/** The limits are each system's own: the counters only count. */
const COUNT_ONLY = Number.MAX_SAFE_INTEGER;

/** Requests a minute and cost a day, counted in Redis for all gateways together; without Redis by each for itself. */
export function createQuotas(redis: Redis, prefix: string, now: () => Date = () => new Date()): Quotas {
  const counter = (name: string, duration: number) => {
    const keyPrefix = `${prefix}:quota:${name}`;
    const common = { points: COUNT_ONLY, duration, keyPrefix };
    return new RateLimiterRedis({
      ...common,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(common),
    });
  };
  const requests = counter('requests', 60);
  const costs = counter('cost', DAY_S);

  return {
    async request(client, { requestsPerMinute }) {
      const counted = await requests.consume(client);
      return counted.consumedPoints <= requestsPerMinute ? 0 : secondsOf(counted);
    },
    async cost(client, { costPerDay }, cost) {
      const at = now();
      const day = dayOf(at);
      const key = `${client}:${day}`;
      const counted = await costs.consume(key, cost);
      if (counted.consumedPoints <= costPerDay) return 0;
      await costs.reward(key, cost); // what is refused costs nothing: a smaller request may still fit
      return Math.max(1, Math.ceil((endOfDay(day).getTime() - at.getTime()) / 1000));
    },
  };
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000));
