import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinGateway, leaveGateway, type OneGateway } from './one-gateway.ts';

/** The audit of graphql-http 1.23.1 has so many rules of the GraphQL over HTTP specification. */
const RULES = 61;

let gateway: OneGateway;
beforeAll(async () => {
  gateway = await joinGateway();
});
afterAll(leaveGateway);

describe('GraphQL over HTTP', () => {
  it('keeps every rule of the audit, the recommended ones too', async () => {
    const results = await auditServer({ url: gateway.url });
    expect(results.filter(({ status }) => status !== 'ok').map(({ name }) => name)).toEqual([]);
    expect(results).toHaveLength(RULES);
  });
});
