import { createLog } from '@hongxin/kit/log';
import type { Peer } from '@hongxin/kit/peer';
import { describe, expect, it } from 'vitest';
import { createUsage } from './usage.ts';

type Batch = { batchId: string; uses: { clientId: string; requests: number; events: number }[] };

/** identity as the gateway asks it; away as long as `isAway` says so. */
function listenToReports() {
  const batches: Batch[] = [];
  const state = { isAway: false };
  const identity = (async (_: string, batch: Batch) => {
    batches.push(batch);
    if (state.isAway) throw new Error('away');
    return { recordApiClientUsage: true };
  }) as unknown as Peer;
  return { batches, state, identity };
}

const log = createLog('usage', 'silent');

describe('what other systems used', () => {
  it('is told in sums, and nothing where nothing was used', async () => {
    const { batches, identity } = listenToReports();
    await using usage = createUsage(identity, log);
    await usage.flush();
    usage.add('a', { requests: 1, cost: 5 });
    usage.add('a', { requests: 1, cost: 7 });
    usage.add('b', { events: 1 });
    await usage.flush();
    await usage.flush();
    expect(batches).toHaveLength(1);
    expect(batches[0]?.uses).toMatchObject([
      { clientId: 'a', requests: 2, cost: 12, refused: 0, events: 0 },
      { clientId: 'b', requests: 0, events: 1 },
    ]);
  });

  it('is told again as the same batch until it is taken; what came meanwhile is the next', async () => {
    const { batches, state, identity } = listenToReports();
    await using usage = createUsage(identity, log);
    state.isAway = true;
    usage.add('a', { requests: 1 });
    await usage.flush();
    usage.add('a', { requests: 1 });
    await usage.flush();
    expect(batches[1]).toEqual(batches[0]);
    state.isAway = false;
    await usage.flush();
    await usage.flush();
    expect(batches[2]).toEqual(batches[0]);
    expect(batches[3]?.batchId).not.toBe(batches[0]?.batchId);
    expect(batches.slice(2).map(({ uses }) => uses[0]?.requests)).toEqual([1, 1]);
  });

  it('stops at what an Int can say, so that identity can take the batch and those behind it', async () => {
    const { batches, identity } = listenToReports();
    await using usage = createUsage(identity, log);
    for (let i = 0; i < 3; i++) usage.add('a', { cost: 2_000_000_000, events: 1 });
    await usage.flush();
    expect(batches[0]?.uses).toMatchObject([{ cost: 2_147_483_647, events: 3 }]);
  });

  it('is told at the end', async () => {
    const { batches, identity } = listenToReports();
    {
      await using usage = createUsage(identity, log);
      usage.add('a', { refused: 1 });
    }
    expect(batches[0]?.uses).toMatchObject([{ clientId: 'a', refused: 1 }]);
  });
});
