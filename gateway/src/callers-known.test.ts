import { once } from 'node:events';
import { createLog } from '@hongxin/kit/log';
import { listen } from '@hongxin/kit/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createAdmission } from './admission.ts';
import { whenCallersAreKnown } from './callers-known.ts';
import { createDocuments } from './document-cache.ts';
import { createDocumentCheck } from './document-rules.ts';
import { createHandler } from './handler.ts';
import { noCaller, noEndings, noPace, productSocketLimits } from './serve/neutral.ts';
import { createWebSocketGraphql } from './websocket.ts';

describe('while it is not known which sessions have ended', () => {
  const stack = new AsyncDisposableStack();
  let areKnown = false;
  let url = '';
  beforeAll(async () => {
    const log = createLog('gateway', 'silent');
    const answered = { fetch: async () => new Response('{"data":{}}', { status: 200 }) };
    const handler = createHandler({
      instance: '',
      graphql: answered as never,
      readCaller: noCaller,
      plain: { answer: async () => false },
      eventStreams: { answer: async () => false },
      admit: createAdmission({ pace: noPace, unknown: noPace, readCaller: noCaller }),
      pace: noPace,
      proxies: 0,
      checks: {},
      knowsCallers: () => areKnown,
      log,
    });
    const http = stack.use(await listen(handler, '127.0.0.1', 0));
    const sockets = stack.use(
      createWebSocketGraphql({
        federation: {} as never,
        readCaller: noCaller,
        revocations: noEndings,
        documents: createDocuments(createDocumentCheck(true)),
        limits: productSocketLimits,
        pace: noPace,
        allowedOrigins: [],
        log,
      }),
    );
    http.server.on(
      'upgrade',
      whenCallersAreKnown(() => areKnown, sockets.upgrade),
    );
    url = `http://127.0.0.1:${http.port}`;
  });
  afterAll(() => stack.disposeAsync());

  /** Status and retry-after of an answer, and of a handshake. */
  async function ask(path: string, init: RequestInit): Promise<[number, string | null]> {
    const response = await fetch(`${url}${path}`, init);
    await response.text();
    return [response.status, response.headers.get('retry-after')];
  }
  async function shakeHands(): Promise<[number, string | null]> {
    const socket = new WebSocket(`${url}/graphql`, 'graphql-transport-ws');
    socket.on('error', () => undefined);
    const refused = once(socket, 'unexpected-response').then(
      ([, { statusCode, headers }]) =>
        [statusCode, headers['retry-after'] ?? null] as [number, string | null],
    );
    const opened = once(socket, 'upgrade').then(([{ statusCode }]) => [statusCode, null] as [number, null]);
    const answer = await Promise.race([refused, opened]);
    socket.terminate();
    return answer;
  }

  const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };
  const body = '{"query":"{ __typename }"}';
  const DOORS: [string, () => Promise<[number, string | null]>][] = [
    ['a request', () => ask('/graphql', { method: 'POST', headers, body })],
    ['a GET', () => ask('/graphql?query={__typename}', { headers })],
    [
      'a live stream',
      () => ask('/graphql', { method: 'POST', headers: { ...headers, accept: 'text/event-stream' }, body }),
    ],
    ['the demo', () => ask('/demo/simulation', { headers })],
    ['a socket', shakeHands],
  ];

  it.each(DOORS)('%s with a token is asked to come again: 503 with retry-after', async (_, knock) => {
    areKnown = false;
    expect(await knock()).toEqual([503, '2']);
  });

  it.each([
    [
      'a request without a token',
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body },
    ],
    ['health', '/health/live', { headers }],
  ])('%s is answered', async (_, path, init) => {
    areKnown = false;
    expect(await ask(path, init)).toEqual([200, null]);
  });

  it.each(DOORS)('%s is judged as ever once it is known', async (_, knock) => {
    areKnown = true;
    expect((await knock())[0]).not.toBe(503);
  });
});
