import { createLog } from '@hongxin/kit/log';
import type { Peer } from '@hongxin/kit/peer';
import { describe, expect, it } from 'vitest';
import { createPolicies, type Policy } from './policies.ts';

const open: Policy = {
  accessEndsAt: '2099-01-01T00:00:00.000Z',
  requestsPerMinute: 600,
  costPerDay: 1_000,
  allowedOperations: [],
};

function setUp() {
  const state = { policy: open as Policy | null, isAway: false, asked: 0 };
  const identity = (async () => {
    state.asked++;
    if (state.isAway) throw new Error('away');
    return { apiClientPolicy: state.policy };
  }) as unknown as Peer;
  let change: (client: string) => void = () => undefined;
  const ended: string[] = [];
  const policies = createPolicies({
    identity,
    revocations: { onClientChanged: (listener) => void (change = listener) },
    log: createLog('policies', 'silent'),
  });
  policies.onAccessEnded((client) => ended.push(client));
  return { state, policies, ended, change: (client: string) => change(client) };
}

describe('the policy of a system', () => {
  it('is asked for once, also by many at once', async () => {
    const { state, policies } = setUp();
    await Promise.all([policies.of('a'), policies.of('a'), policies.of('b')]);
    expect(await policies.of('a')).toEqual(open);
    expect(state.asked).toBe(2);
  });

  it.each([
    ['is unknown', null],
    ['has ended', { ...open, accessEndsAt: '2020-01-01T00:00:00.000Z' }],
  ])('is none where it %s', async (_, policy) => {
    const { state, policies } = setUp();
    state.policy = policy;
    expect(await policies.of('a')).toBeNull();
  });

  it('is asked for again when it was changed; streams end only with the access', async () => {
    const { state, policies, ended, change } = setUp();
    await policies.of('a');
    state.policy = { ...open, requestsPerMinute: 5 };
    change('a');
    expect((await policies.of('a'))?.requestsPerMinute).toBe(5);
    expect(ended).toEqual([]);
    state.policy = { ...open, accessEndsAt: new Date().toISOString() };
    change('a');
    change('never seen here');
    await expect.poll(() => ended).toEqual(['a']);
  });

  it('is not guessed at: identity away after a change ends the streams, and the next request fails', async () => {
    const { state, policies, ended, change } = setUp();
    await policies.of('a');
    state.isAway = true;
    expect(await policies.of('a')).toEqual(open); // known
    change('a');
    await expect.poll(() => ended).toEqual(['a']);
    await expect(policies.of('a')).rejects.toThrow('away');
  });
});
