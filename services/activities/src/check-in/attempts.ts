import { tooMany } from '@hongxin/kit/errors';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;
/** Wrong codes of one member: more is guessing, not typing. */
const MOST_A_MINUTE = 10;
const MOST_A_DAY = 30;
/** Wrong codes at one site: beyond these a right one may be a guess. */
const MOST_AT_A_SITE = 100;
/** The limits are compared here: the counters only count. */
const COUNT_ONLY = Number.MAX_SAFE_INTEGER;

/** Counts codes that proved nothing. */
export type Attempts = {
  /** Throws RATE_LIMITED for a member who guesses. */
  assertAllowed(memberId: string): Promise<void>;
  /** `siteDigits`: the first two of a typed code, which name its site; a scanned one cannot be guessed and names none. */
  fail(memberId: string, siteDigits: string | null): Promise<void>;
  /** Whether so much was guessed at a site that its right codes wait for a person. */
  isBesieged(siteDigits: string): Promise<boolean>;
};

/** In Redis for all replicas together; while it is away, in each by itself. A wrong code names no session, but its site. */
export function createAttempts(redis: Redis, prefix: string): Attempts {
  const counter = (name: string, duration: number) => {
    const common = { points: COUNT_ONLY, duration, keyPrefix: `${prefix}:attempts:${name}` };
    return new RateLimiterRedis({
      ...common,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(common),
    });
  };
  const ofMember = [
    { counts: counter('member-minute', MINUTE_S), most: MOST_A_MINUTE },
    { counts: counter('member-day', DAY_S), most: MOST_A_DAY },
  ];
  const ofSite = counter('site-hour', HOUR_S);

  return {
    async assertAllowed(memberId) {
      const counted = await Promise.all(ofMember.map(({ counts }) => counts.get(memberId)));
      const waits = counted.map((one, i) =>
        one && one.consumedPoints >= (ofMember[i]?.most ?? 0) ? Math.ceil(one.msBeforeNext / 1_000) : 0,
      );
      const seconds = Math.max(...waits);
      if (seconds <= 0) return;
      const next = seconds > MINUTE_S ? '请扫描站点屏幕上的签到码，或联系站点工作人员。' : '请一分钟后再试。';
      throw tooMany(`输错签到码的次数过多。${next}`, seconds);
    },
    async fail(memberId, siteDigits) {
      await Promise.all([
        ...ofMember.map(({ counts }) => counts.consume(memberId)),
        ...(siteDigits === null ? [] : [ofSite.consume(siteDigits)]),
      ]);
    },
    isBesieged: async (siteDigits) => ((await ofSite.get(siteDigits))?.consumedPoints ?? 0) >= MOST_AT_A_SITE,
  };
}
