import { tooMany } from '@hongxin/kit/errors';

const WINDOW_MS = 60_000;
const LIMIT = 10;

/** Counts a member's codes that proved nothing: more than 10 within a minute is guessing, not scanning. */
export function createAttempts(now: () => number = Date.now) {
  const failed = new Map<string, { count: number; since: number }>();
  return {
    assertAllowed(memberId: string): void {
      const known = failed.get(memberId);
      const left = known ? known.since + WINDOW_MS - now() : 0;
      if (known && left > 0 && known.count >= LIMIT)
        throw tooMany('尝试次数过多，请一分钟后再试。', Math.ceil(left / 1000));
    },
    fail(memberId: string): void {
      const known = failed.get(memberId);
      if (known && known.since + WINDOW_MS > now()) known.count++;
      else {
        if (failed.size > 10_000) failed.clear();
        failed.set(memberId, { count: 1, since: now() });
      }
    },
  };
}
