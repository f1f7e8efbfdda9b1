import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { createLog } from '@hongxin/kit/log';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway } from './serve/open-gateway.ts';
import { subgraphsOf } from './serve/supergraph.ts';

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

/** What yoga takes, and the same as this door takes it. */
const BY_YOGA = 'application/json, text/plain;q=0.1';
const PLAIN = 'application/json';

describe('the door of plain requests', () => {
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
    const { supergraphSdl = '' } = composeServices([{ name: 'one', url, typeDefs: parse(SDL) }]);
    gateway = await openGateway({
      supergraphSdl,
      subgraphs: subgraphsOf(supergraphSdl),
      host: '127.0.0.1',
      port: 0,
      limits: true,
      log: createLog('gateway', 'silent'),
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    subgraph.close();
  });

  async function ask(body: string, accept: string, headers = {}) {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body,
    });
    const { date: _, ...headersThen } = Object.fromEntries(response.headers);
    return { status: response.status, headers: headersThen, body: await response.text() };
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
    expect(await ask(body, PLAIN)).toEqual(await ask(body, BY_YOGA));
  });

  it('and for a token that nobody gave out', async () => {
    const wrong = { authorization: 'Bearer x' };
    const answer = await ask(json('{ site(id: 1) }'), PLAIN, wrong);
    expect(answer).toEqual(await ask(json('{ site(id: 1) }'), BY_YOGA, wrong));
    expect(answer.status).toBe(401);
  });
});
