import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { listen, readBody } from '@hongxin/kit/http';
import { createLog } from '@hongxin/kit/log';
import { sendNodeResponse } from '@whatwg-node/server';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_HEADERS } from '../../web/src/graphql/request-headers.ts';
import { createDocuments } from './document-cache.ts';
import { createDocumentCheck } from './document-rules.ts';
import { createFederation } from './federation.ts';
import { createPlainDoor } from './plain-door.ts';
import { noCaller } from './serve/neutral.ts';
import { openGateway } from './serve/open-gateway.ts';
import { subgraphsOf } from './serve/supergraph.ts';
import { createHttpGraphql } from './yoga.ts';

const SDL =
  'type Query { site(id: ID!): String broken: String! never: String } type Mutation { open(id: ID!): Boolean }';

/** A subgraph whose fields say what they are, but one that has an error and one that is no JSON. */
const subgraph = createServer(async (request, response) => {
  const chunks = await request.toArray();
  const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
  if (query.includes('never')) return response.end('<html>');
  const errors = [{ message: 'lost', path: ['broken'], extensions: { code: 'NOT_FOUND' } }];
  const answer = query.includes('broken') ? { data: null, errors } : { data: { site: '富阳', open: true } };
  response.end(JSON.stringify(answer));
});

describe('the door of plain requests', () => {
  let stack: AsyncDisposableStack;
  /** The same gateway, and how this door and yoga answer alone. */
  const doors = { gateway: 0, plain: 0, yoga: 0 };
  beforeAll(async () => {
    await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
    const { supergraphSdl = '' } = composeServices([{ name: 'one', url, typeDefs: parse(SDL) }]);
    stack = new AsyncDisposableStack();
    const log = createLog('gateway', 'silent');
    const given = { supergraphSdl, subgraphs: subgraphsOf(supergraphSdl), log };
    doors.gateway = stack.use(await openGateway({ ...given, host: '127.0.0.1', port: 0, limits: true })).port;
    const federation = stack.use(await createFederation(given));
    const documents = createDocuments(createDocumentCheck(false, true));
    const parts = { federation, readCaller: noCaller, documents, log };
    const plain = createPlainDoor(parts);
    doors.plain = await serve(async (request, response, body) => {
      if (!(await plain.answer(request, response, body, () => {}))) response.writeHead(421).end();
    });
    const yoga = createHttpGraphql(parts);
    doors.yoga = await serve(async (request, response, body) => {
      const headers = request.headers as Record<string, string>;
      const init = { method: 'POST', headers, body };
      const answer = await yoga.fetch('http://gateway/graphql', init, { charge() {} });
      await sendNodeResponse(answer, response, request, true);
    });
  });
  afterAll(async () => {
    await stack.disposeAsync();
    subgraph.close();
  });

  type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void>;
  async function serve(answer: Answer): Promise<number> {
    const http = await listen(
      async (request, response) => answer(request, response, await readBody(request, 1_000_000)),
      '127.0.0.1',
      0,
    );
    stack.use(http);
    return http.port;
  }

  async function ask(body: string, door: keyof typeof doors, headers: Record<string, string> = {}) {
    const response = await fetch(`http://127.0.0.1:${doors[door]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
    });
    const type = response.headers.get('content-type');
    return { status: response.status, type, body: await response.text() };
  }

  const json = (query: unknown, more = {}) => JSON.stringify({ query, ...more });
  it.each([
    ['a query', json('{ site(id: 1) }')],
    ['variables', json('query ($id: ID!) { site(id: $id) }', { variables: { id: 'a' } })],
    ['a name among several', json('query A { site(id: 1) } query B { __typename }', { operationName: 'B' })],
    ['a change', json('mutation { open(id: 1) }')],
    ['the schema', json('{ __schema { queryType { name } } }')],
    ['an error of a field', json('{ broken site(id: 1) }')],
    ['a subgraph that is away', json('{ never site(id: 1) }')],
    ['variables that are missing', json('query ($id: ID!) { site(id: $id) }')],
    ['variables of another type', json('query ($id: ID!) { site(id: $id) }', { variables: { id: {} } })],
    ['nulls', json('{ site(id: 1) }', { variables: null, operationName: null, extensions: null })],
    ['no query', json(undefined)],
    ['a query that is a number', json(5)],
    ['variables that are a list', json('{ site(id: 1) }', { variables: [] })],
    ['a syntax error', json('{ site(')],
    ['an unknown field', json('{ nothing }')],
    ['two changes', json('mutation { a: open(id: 1) b: open(id: 2) }')],
    ['no such operation', json('query A { site(id: 1) }', { operationName: 'B' })],
    ['an operation too many', json('query A { site(id: 1) } query B { __typename }')],
    ['a batch', '[]'],
    ['no JSON', '{"query":'],
    ['something else', json('{ site(id: 1) }', { other: 1 })],
  ])('answers as yoga does: %s', async (_, body) => {
    expect(await ask(body, 'gateway')).toEqual(await ask(body, 'yoga'));
  });

  const JSON_TYPE = 'application/json; charset=utf-8';
  const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
  it.each([
    ['what pages send', REQUEST_HEADERS.accept, GRAPHQL_TYPE],
    ['JSON', 'application/json', JSON_TYPE],
    ['JSON in another case', 'Application/JSON', JSON_TYPE],
    ['JSON with its charset', 'application/json; charset=UTF-8', JSON_TYPE],
    ['anything', '*/*', JSON_TYPE],
    ['any application', 'application/*', JSON_TYPE],
    ['the own form of GraphQL', 'application/graphql-response+json', GRAPHQL_TYPE],
    ['it, and JSON if need be', 'application/graphql-response+json, application/json;q=0.9', GRAPHQL_TYPE],
    ['JSON rather than it', 'application/graphql-response+json;q=0.2 ,\tapplication/json ; q=0.9', JSON_TYPE],
    [
      'it among what browsers like',
      'text/html,application/graphql-response+json;q=0.9,*/*;q=0.8',
      GRAPHQL_TYPE,
    ],
    ['what browsers like', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', JSON_TYPE],
    ['anything but JSON', '*/*, application/json;q=0', GRAPHQL_TYPE],
    ['JSON before a stream', 'application/json, text/event-stream', JSON_TYPE],
    ['nothing readable before JSON', ',;q=x, application/json', JSON_TYPE],
  ])('is taken by who accepts %s', async (_, accept, type) => {
    const body = json('{ site(id: 1) }');
    expect(await ask(body, 'plain', { accept })).toEqual({
      status: 200,
      type,
      body: '{"data":{"site":"富阳"}}',
    });
  });

  it.each([
    ['a stream', 'text/event-stream'],
    ['a stream rather than JSON', 'application/json;q=0.5, text/event-stream'],
    ['a page', 'text/html'],
    ['no JSON', 'application/json;q=0'],
    ['another charset', 'application/json;charset=gbk'],
  ])('leaves to others who accepts %s', async (_, accept) => {
    expect((await ask(json('{ site(id: 1) }'), 'plain', { accept })).status).toBe(421);
  });

  it('takes several headers as one list', async () => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', accept: ['text/html', 'application/json'] };
      request({ port: doors.plain, path: '/graphql', method: 'POST', headers }, resolve)
        .on('error', reject)
        .end(json('{ site(id: 1) }'));
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
  });

  it.each([
    ['an answer', '{ site(id: 1) }', 200],
    ['an error of a field', '{ broken site(id: 1) }', 200],
    ['variables that are missing', 'query ($id: ID!) { site(id: $id) }', 400],
    ['a syntax error', '{ site(', 400],
  ])('says in the own form of GraphQL whether it was executed: %s', async (_, query, status) => {
    const accept = 'application/graphql-response+json';
    expect((await ask(json(query), 'gateway', { accept })).status).toBe(status);
    expect((await ask(json(query), 'gateway')).status).toBe(200);
  });

  it('and for a token that nobody gave out', async () => {
    const wrong = { authorization: 'Bearer x' };
    const answer = await ask(json('{ site(id: 1) }'), 'gateway', wrong);
    expect(answer).toEqual(await ask(json('{ site(id: 1) }'), 'yoga', wrong));
    expect(answer.status).toBe(401);
  });
});
