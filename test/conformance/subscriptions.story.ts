import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinGateway, leaveGateway, type OneGateway } from './one-gateway.ts';
import { allCases, playAll, type Verdict } from './subscriptions/suite.ts';

const AT_A_TIME = 16;

let gateway: OneGateway;
beforeAll(async () => {
  gateway = await joinGateway();
});
afterAll(leaveGateway);

describe('federated subscriptions', () => {
  let verdicts: readonly Verdict[] = [];
  beforeAll(async () => {
    const { fixtures, url, limitedUrl } = gateway;
    verdicts = await playAll({ fixtures, url, quietUrl: limitedUrl }, { atATime: AT_A_TIME });
  });

  it.each(allCases.map(({ group, one }, n) => [group, one.name, n] as const))('%s: %s', (_, name, n) => {
    const verdict = verdicts[n];
    expect(verdict?.name).toBe(name);
    expect(verdict?.came ?? 'what is right').toBe('what is right');
    expect(verdict?.outcome).toBe('pass');
  });
});
