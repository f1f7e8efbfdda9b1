import type { Redis } from 'ioredis';

/**
 * Appends numbered events to a Redis stream with ids `<seq>-0`, each only when it is top + 1, all in one call: a repeat
 * is a no-op and a gap impossible, whoever else appends at the same time. ARGV: the number before the first event, how
 * many to keep, whether an empty stream may begin here, the events. Answers the top.
 */
const APPEND = `
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local after = tonumber(ARGV[1])
local top = 0
if #newest > 0 then top = tonumber(string.match(newest[1][1], '^(%d+)'))
elseif ARGV[3] == '1' then top = after end
for i = 4, #ARGV do
  local seq = after + i - 3
  if seq == top + 1 then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], string.format('%d-0', seq), 'e', ARGV[i])
    top = seq
  end
end
return top`;

export type Batch = {
  /** The number before the first event. */
  readonly after: number;
  readonly events: readonly string[];
  /** How many events the stream keeps. */
  readonly keep: number;
  /** Whether an empty stream may begin with this batch; else only with event 1. */
  readonly mayBegin: boolean;
};

export async function appendToStream(
  redis: Redis,
  key: string,
  { after, events, keep, mayBegin }: Batch,
): Promise<number> {
  return Number(await redis.eval(APPEND, 1, key, after, keep, mayBegin ? 1 : 0, ...events));
}

/** Number of the newest event in the stream, 0 when there is none. */
export async function streamTop(redis: Redis, key: string): Promise<number> {
  const newest = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
  return newest[0] ? Number.parseInt(newest[0][0], 10) : 0;
}
