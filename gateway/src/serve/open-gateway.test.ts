import { once } from 'node:events';
import { composeServices } from '@apollo/composition';
import { createLog } from '@hongxin/kit/log';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openGateway } from './open-gateway.ts';
import { subgraphsOf } from './supergraph.ts';

const { supergraphSdl = '' } = composeServices([
  { name: 'one', url: 'http://127.0.0.1:9/graphql', typeDefs: parse('type Query { one: Int }') },
]);

/** A fault of the gateway’s own, which no client can bring about from outside. */
async function fallOver(): Promise<never> {
  throw new Error('the caller cannot be read');
}

describe('a gateway with a fault of its own', () => {
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  beforeAll(async () => {
    gateway = await openGateway({
      supergraphSdl,
      subgraphs: subgraphsOf(supergraphSdl),
      host: '127.0.0.1',
      port: 0,
      limits: false,
      log: createLog('gateway', 'silent'),
      readCaller: fallOver,
    });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it('closes the socket with 4500 and does not say why', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: 'any' } }));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect(code).toBe(4500);
    expect(String(reason)).toBe('Internal server error');
  });

  it('answers 500 by HTTP and does not say why', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('the caller cannot be read');
  });
});
