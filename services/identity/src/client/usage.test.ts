import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerClient } from '../trial/api-client.ts';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const service = (sub: string): Viewer => ({ sub, kind: 'SERVICE', roles: [], scopes: [] });
const REPORT = `mutation($batchId: ID!, $uses: [ApiClientUse!]!) {
  recordApiClientUsage(batchId: $batchId, uses: $uses)
}`;
const use = (clientId: string, day: string, requests: number) => ({
  clientId,
  day,
  requests,
  cost: requests * 10,
  refused: 0,
  events: 0,
});

describe('use that a gateway reports', () => {
  it('is summed by day, each batch once, also when it is sent twice at the same time', async () => {
    const [clientId, first, second] = [newId(), newId(), newId()];
    const report = (batchId: string, uses: object[]) =>
      trial.graphql(service('gateway'), REPORT, { batchId, uses });
    const uses = [use(clientId, '2026-11-23', 2), use(clientId, '2026-11-24', 1)];
    const answers = await Promise.all([report(first, uses), report(first, uses), report(first, uses)]);
    expect(answers.map(({ data }) => data?.['recordApiClientUsage']).sort()).toEqual([false, false, true]);
    await report(second, [use(clientId, '2026-11-24', 3)]);
    const kept = await trial.collections.apiClientUsage.find({ clientId }).sort({ day: -1 }).lean();
    expect(kept).toMatchObject([
      { day: '2026-11-24', requests: 4, cost: 40 },
      { day: '2026-11-23', requests: 2, cost: 20 },
    ]);
  });

  it('is still told when a day’s sum is more than an Int can say', async () => {
    const clientId = await registerClient(trial);
    const uses = [{ ...use(clientId, '2026-11-25', 1), cost: 2_000_000_000, events: 2_147_483_647 }];
    for (let i = 0; i < 2; i++) await trial.graphql(service('gateway'), REPORT, { batchId: newId(), uses });
    const { data, errors } = await trial.graphql(
      { sub: clientId, kind: 'CLIENT', roles: [], scopes: [] },
      '{ myClient { usage { requests cost refused events } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      myClient: { usage: [{ requests: 2, cost: 2_147_483_647, refused: 0, events: 2_147_483_647 }] },
    });
  });

  it('tells the audit what was refused, once', async () => {
    const [clientId, batchId] = [newId(), newId()];
    const uses = [{ ...use(clientId, '2026-11-24', 1), refused: 7 }];
    for (let i = 0; i < 2; i++) await trial.graphql(service('gateway'), REPORT, { batchId, uses });
    const told = await trial.connection.collection('outbox').find({ 'actor.sub': clientId }).toArray();
    expect(told.map(({ data }) => data)).toEqual([
      {
        action: 'REQUEST_REFUSED',
        target: { type: 'ApiClient', id: clientId },
        outcome: 'REFUSED',
        reason: 'CLIENT_LIMITS',
        times: 7,
      },
    ]);
  });

  it('is taken from the gateway alone', async () => {
    for (const viewer of [null, { ...service('gateway'), kind: 'STAFF' as const }]) {
      const { errors } = await trial.graphql(viewer, REPORT, { batchId: newId(), uses: [] });
      expect(errors?.[0]?.extensions.code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
      const policy = await trial.graphql(viewer, '{ apiClientPolicy(id: "x") { costPerDay } }');
      expect(policy.errors?.[0]?.extensions.code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    }
  });
});
