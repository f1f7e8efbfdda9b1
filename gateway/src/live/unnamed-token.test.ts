import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { composeServices } from '@apollo/composition';
import { unauthenticated } from '@hongxin/kit/errors';
import { createGraphqlDoor } from '@hongxin/kit/graphql-door';
import { listen } from '@hongxin/kit/http';
import { createLog } from '@hongxin/kit/log';
import { createProver, createVerifier } from '@hongxin/kit/proof';
import type { Viewer } from '@hongxin/kit/viewer';
import { buildSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createDocuments } from '../document-cache.ts';
import { createDocumentCheck } from '../document-rules.ts';
import { createFederation } from '../federation.ts';
import { noEndings, noPace, noSocketLimits } from '../serve/neutral.ts';
import { createWebSocketGraphql } from '../websocket.ts';

const SDL = 'type Query { mine: Int } type Subscription { mine: Int }';
const GOOD = 'a token of somebody';
const somebody: Viewer = { sub: 'somebody', kind: 'MEMBER', roles: [], scopes: [] };

/** For whoever is signed in, as a query and as a subscription. */
const schema = buildSchema(SDL);
const assertSignedIn = ({ viewer }: { viewer: Viewer | null }) => {
  if (!viewer) throw unauthenticated();
};
Object.assign(schema.getQueryType()?.getFields()['mine'] ?? {}, {
  resolve: (_source: unknown, _args: unknown, context: { viewer: Viewer | null }) => (
    assertSignedIn(context),
    1
  ),
});
Object.assign(schema.getSubscriptionType()?.getFields()['mine'] ?? {}, {
  async *subscribe(_source: unknown, _args: unknown, context: { viewer: Viewer | null }) {
    assertSignedIn(context);
    yield { mine: 1 };
  },
});

const key = generateKeyPairSync('ed25519');
const jwk = (half: 'privateKey' | 'publicKey') => key[half].export({ format: 'jwk' }) as never;
const secret = randomBytes(32);

describe('a socket that gives no token by the name accessToken', () => {
  const stack = new AsyncDisposableStack();
  const lines: string[] = [];
  let url = '';
  beforeAll(async () => {
    const note = (...said: unknown[]) => void lines.push(JSON.stringify(said));
    const log = Object.assign(createLog('gateway', 'silent'), { info: note, warn: note, error: note });
    const door = createGraphqlDoor({
      name: 'one',
      schema,
      verify: createVerifier({ audience: 'one', trust: { gateway: jwk('publicKey') }, secret }),
      refusals: { record() {}, count() {}, async [Symbol.asyncDispose]() {} },
      log,
      world: (viewer) => ({ viewer }),
    });
    const subgraph = stack.use(await listen(async (...given) => door.answer(...given), '127.0.0.1', 0));
    const one = `http://127.0.0.1:${subgraph.port}/graphql`;
    const { supergraphSdl = '' } = composeServices([{ name: 'one', url: one, typeDefs: parse(SDL) }]);
    const federation = stack.use(
      await createFederation({
        supergraphSdl,
        subgraphs: { one },
        prover: createProver({ issuer: 'gateway', privateKey: jwk('privateKey'), secret }),
        log,
      }),
    );
    const sockets = stack.use(
      createWebSocketGraphql({
        federation,
        readCaller: async (token) =>
          token === GOOD ? { viewer: somebody, expiresAt: Date.now() + 60_000 } : null,
        revocations: noEndings,
        documents: createDocuments(createDocumentCheck(true)),
        limits: noSocketLimits,
        pace: noPace,
        allowedOrigins: [],
        log,
      }),
    );
    const http = stack.use(await listen(async (_request, response) => void response.end(), '127.0.0.1', 0));
    http.server.on('upgrade', sockets.upgrade);
    url = `ws://127.0.0.1:${http.port}/graphql`;
  });
  afterAll(() => stack.disposeAsync());

  /** The code of the first answer to an operation, or OK; or the code with which the socket was closed. */
  async function codeOf(init: object, query: string): Promise<string> {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    const closed = new Promise<string>((resolve) => socket.once('close', (code) => resolve(String(code))));
    await once(socket, 'open');
    const answered = new Promise<string>((resolve) => {
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data));
        if (type === 'connection_ack')
          socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
        const errors = type === 'error' ? payload : payload?.errors;
        if (type === 'next' || type === 'error') resolve(errors?.[0]?.extensions?.code ?? 'OK');
      });
    });
    socket.send(JSON.stringify({ type: 'connection_init', ...init }));
    const code = await Promise.race([answered, closed]);
    socket.terminate();
    return code;
  }

  it.each([
    ['no payload', {}],
    ['null', { payload: null }],
    ['an empty payload', { payload: {} }],
    ['the token as Authorization', { payload: { Authorization: `Bearer ${GOOD}` } }],
    ['the token as authorization', { payload: { authorization: GOOD } }],
    ['the token among headers', { payload: { headers: { authorization: `Bearer ${GOOD}` } } }],
    ['the token as token', { payload: { token: GOOD } }],
    ['the token as access_token', { payload: { access_token: GOOD } }],
  ])(
    'is told UNAUTHENTICATED for a subscription as for a query, and nothing is logged: %s',
    async (_, init) => {
      const said = lines.length;
      expect(await codeOf(init, '{ mine }')).toBe('UNAUTHENTICATED');
      expect(await codeOf(init, 'subscription { mine }')).toBe('UNAUTHENTICATED');
      expect(lines.slice(said)).toEqual([]);
    },
  );

  it.each(['{ mine }', 'subscription { mine }'])(
    'is answered with the token by its name: %s',
    async (query) => {
      expect(await codeOf({ payload: { accessToken: GOOD } }, query)).toBe('OK');
    },
  );

  it.each(['', 'no such token', 7])(
    'is closed with 4403 for a token that nobody gave out: %j',
    async (accessToken) => {
      expect(await codeOf({ payload: { accessToken } }, '{ mine }')).toBe('4403');
    },
  );
});
