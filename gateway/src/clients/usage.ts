import { newId } from '@hongxin/kit/ids';
import { withinInt } from '@hongxin/kit/int';
import type { Log } from '@hongxin/kit/log';
import type { Peer } from '@hongxin/kit/peer';
import { dayOf } from '@hongxin/kit/time';

type Counts = { requests: number; cost: number; refused: number; events: number };
type Use = Counts & { readonly clientId: string; readonly day: string };

export type Usage = {
  add(client: string, counts: Partial<Counts>): void;
  /** Reports what has not been reported yet. */
  flush(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const FLUSH_MS = 10_000;
const REPORT = `mutation($batchId: ID!, $uses: [ApiClientUse!]!) {
  recordApiClientUsage(batchId: $batchId, uses: $uses)
}`;

/**
 * What other systems used, told to identity every 10 s and at the end; a batch without an answer is sent again as it was.
 * A count stops at the most that Int can say: identity could never take a larger one, and nothing behind it.
 */
export function createUsage(identity: Peer, log: Log): Usage {
  let counted = new Map<string, Use>();
  let batch: { readonly batchId: string; readonly uses: readonly Use[] } | undefined;
  let sending: Promise<void> | undefined;
  let failures = 0;
  const timer = setInterval(() => void flush(), FLUSH_MS);

  function add(client: string, counts: Partial<Counts>): void {
    const day = dayOf(new Date());
    const key = `${client} ${day}`;
    const use = counted.get(key) ?? { clientId: client, day, requests: 0, cost: 0, refused: 0, events: 0 };
    for (const [name, count] of Object.entries(counts))
      use[name as keyof Counts] = withinInt(use[name as keyof Counts] + count);
    counted.set(key, use);
  }

  const flush = (): Promise<void> => (sending ??= send().finally(() => (sending = undefined)));

  async function send(): Promise<void> {
    if (!batch && counted.size > 0) {
      batch = { batchId: newId(), uses: [...counted.values()] };
      counted = new Map();
    }
    if (!batch) return;
    try {
      await identity(REPORT, batch);
      batch = undefined;
      failures = 0;
    } catch (error) {
      if (failures++ === 0)
        log.warn({ err: error }, 'use by other systems could not be reported; trying again');
    }
  }

  return {
    add,
    flush,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush(); // what was under way, then what came meanwhile
      if (!batch) await flush();
      if (batch) log.error({ uses: batch.uses }, 'use by other systems is lost: identity did not take it');
    },
  };
}
