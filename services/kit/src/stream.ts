import type { Redis } from 'ioredis';

/**
 * Appends numbered events to a Redis stream with ids `<seq>-0`, each only when it is top + 1, all in one call: a repeat
 * is a no-op and a gap impossible, whoever else appends at the same time. Each entry names the event before it (`p`): a
 * log whose database was put back to an older state numbers anew, and what follows then is told from what was lost.
 * ARGV: the number before the first event, how many to keep, whether an empty stream may begin here, the id of the event
 * before the first ('' when not known), the events. Answers the top; −1 when the stream holds another event under a number.
 */
const APPEND = `
local function id_of(text) return string.match(text, '^{"id":"([^"]*)"') end
local function differ(a, b) return a and b and a ~= '' and b ~= '' and a ~= b end
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local after = tonumber(ARGV[1])
local previous = ARGV[4]
local top = 0
if #newest > 0 then
  top = tonumber(string.match(newest[1][1], '^(%d+)'))
  if top == after and differ(id_of(newest[1][2][2]), previous) then return -1 end
elseif ARGV[3] == '1' then top = after end
for i = 5, #ARGV do
  local seq = after + i - 4
  local id = id_of(ARGV[i])
  if seq == top + 1 then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], string.format('%d-0', seq), 'e', ARGV[i], 'p', previous)
    top = seq
  elseif seq <= top then
    local kept = redis.call('XRANGE', KEYS[1], string.format('%d-0', seq), string.format('%d-0', seq))
    if #kept > 0 and differ(id_of(kept[1][2][2]), id) then return -1 end
  end
  previous = id or ''
end
return top`;

export type Batch = {
  /** The number before the first event. */
  readonly after: number;
  /** Id of the event with that number, where it is known. */
  readonly previous?: string | undefined;
  /** JSON of envelopes, `id` first. */
  readonly events: readonly string[];
  /** How many events the stream keeps. */
  readonly keep: number;
  /** Whether an empty stream may begin with this batch; else only with event 1. */
  readonly mayBegin: boolean;
};

export async function appendToStream(
  redis: Redis,
  key: string,
  { after, previous = '', events, keep, mayBegin }: Batch,
): Promise<number> {
  return Number(await redis.eval(APPEND, 1, key, after, keep, mayBegin ? 1 : 0, previous, ...events));
}

/** Number of the newest event in the stream, 0 when there is none. */
export const streamTop = async (redis: Redis, key: string): Promise<number> =>
  (await newestInStream(redis, key)).seq;

/** Number and id of the newest event in the stream; 0 and no id when there is none. */
export async function newestInStream(redis: Redis, key: string): Promise<{ seq: number; id?: string }> {
  const [newest] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
  if (!newest) return { seq: 0 };
  const id = /^{"id":"([^"]*)"/.exec(newest[1][1] ?? '')?.[1];
  return { seq: Number.parseInt(newest[0], 10), ...(id !== undefined && { id }) };
}
