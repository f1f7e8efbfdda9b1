import { generateKeyPairSync, randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import { GraphQLError, parse } from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Refusals } from './audit.ts';
import { forbidden, unauthenticated } from './errors.ts';
import { createGraphqlDoor } from './graphql-door.ts';
import { listen } from './http.ts';
import { createLog } from './log.ts';
import { createProver, createVerifier } from './proof.ts';
import { DateTime } from './scalars.ts';
import type { Viewer } from './viewer.ts';

const sdl = `
  scalar DateTime
  type Query { me: String, at(at: DateTime): DateTime, bug: Int, must: Int!, secret: Int, closed: Int, user(id: ID!): User, slow: Int, users: [User!] }
  type Mutation { rename(id: ID!, name: String!): User }
  type Subscription { ticks: Int }
  type User @key(fields: "id") { id: ID!, name: String! }
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])`;
type Context = { viewer: Viewer | null; users: DataLoader<string, { id: string; name: string }> };
const asked: string[][] = [];
const names = new Map<string, string>();
let release: () => void = () => undefined;
const resolvers = {
  DateTime,
  Query: {
    me: (_: unknown, __: unknown, { viewer }: Context) => viewer?.sub,
    at: (_: unknown, { at }: { at?: Date }) => at ?? new Date(0),
    bug: async () => {
      throw new Error('a secret of ours');
    },
    must: () => {
      throw new TypeError('a secret of ours');
    },
    secret: () => {
      throw forbidden();
    },
    closed: () => {
      throw unauthenticated();
    },
    user: (_: unknown, { id }: { id: string }, { users }: Context) => users.load(id),
    users: () => [{ id: '1', name: 'one' }, new GraphQLError('gone', { extensions: { code: 'NOT_FOUND' } })],
    slow: () => new Promise((resolve) => (release = () => resolve(1))),
  },
  Mutation: {
    rename: (_: unknown, { id, name }: { id: string; name: string }, { users }: Context) => {
      names.set(id, name);
      return users.load(id);
    },
  },
  User: { __resolveReference: async ({ id }: { id: string }, { users }: Context) => users.load(id) },
};

const refused: string[] = [];
const refusals: Refusals = {
  record: ({ sub }, field, reason) => void refused.push(`${sub} ${field} ${reason}`),
  count() {},
  async [Symbol.asyncDispose]() {},
};
const key = generateKeyPairSync('ed25519');
const jwk = (half: 'privateKey' | 'publicKey') => key[half].export({ format: 'jwk' }) as never;
const secret = randomBytes(32);
const prover = createProver({ issuer: 'gateway', privateKey: jwk('privateKey'), secret });
const door = createGraphqlDoor({
  name: 'users',
  schema: buildSubgraphSchema([
    { typeDefs: parse(sdl) },
    { typeDefs: { kind: 'Document', definitions: [] } as never, resolvers: resolvers as never },
  ]),
  verify: createVerifier({ audience: 'users', trust: { gateway: jwk('publicKey') }, secret }),
  refusals,
  log: createLog('test', 'silent'),
  world: () => ({
    users: new DataLoader<string, object>(async (ids) => {
      asked.push([...ids]);
      return ids.map((id) => ({ id, name: names.get(id) ?? `user ${id}` }));
    }),
  }),
});
const server = await listen((request, response) => void door.answer(request, response), '127.0.0.1', 0);
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  for (const list of [asked, refused]) list.length = 0;
  names.clear();
});

const member = (sub: string): Viewer => ({ sub, kind: 'MEMBER', roles: [], scopes: [] });
const [wang, li] = [member('wang'), member('li')];

const post = (body: string, viewer: Viewer | null, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...prover.headers(viewer, 'users', body), ...headers },
  });

describe('a request of its own', () => {
  const entities = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { name } } }';
  it.each<[string, object]>([
    ['data', { query: '{ me at users { id name } }' }],
    [
      'a variable',
      { query: 'query ($at: DateTime) { at(at: $at) }', variables: { at: '2026-11-24T00:00:00Z' } },
    ],
    ['a wrong variable', { query: 'query ($at: DateTime) { at(at: $at) }', variables: { at: 'noon' } }],
    ['no variable', { query: 'query ($id: ID!) { user(id: $id) { name } }', variables: null }],
    ['entities', { query: entities, variables: { of: [{ __typename: 'User', id: '7' }] } }],
    ['a wrong entity', { query: entities, variables: { of: [{ __typename: 'Cat', id: '7' }] } }],
    ['a bug', { query: '{ me bug }' }],
    ['a bug of a field that must be there', { query: '{ must }' }],
    ['a refusal', { query: '{ me secret }' }],
    ['a caller who is not signed in', { query: '{ closed secret }' }],
    ['a mutation', { query: 'mutation { rename(id: "1", name: "one") { name } }' }],
    ['one of two operations', { query: 'query A { me } query B { at }', operationName: 'B' }],
    ['an unknown operation', { query: 'query A { me } query B { at }', operationName: 'C' }],
    ['none of two operations', { query: 'query A { me } query B { at }' }],
    ['no document', { query: '{ me' }],
    ['an unknown field', { query: '{ you }' }],
    ['an empty body', {}],
    ['variables that are a list', { query: '{ me }', variables: [] }],
    ['something else besides', { query: '{ me }', claims: '' }],
    ['a subscription without a stream', { query: 'subscription { ticks }' }],
  ])('is answered as yoga answers it: %s', async (_, request) => {
    const body = JSON.stringify(request);
    const answers = [];
    for (const accept of ['application/json', 'application/json;q=1', 'application/json']) {
      const response = await post(body, wang, { accept });
      answers.push({
        status: response.status,
        type: response.headers.get('content-type'),
        body: await response.text(),
        refused: refused.splice(0),
      });
    }
    const [first, byYoga, again] = answers;
    expect({ ...first, body: JSON.parse(first?.body ?? '') }).toEqual({
      ...byYoga,
      body: JSON.parse(byYoga?.body ?? ''),
    });
    expect(again).toEqual(first);
    expect(first?.body).not.toContain('a secret of ours');
  });

  it('records what was refused', async () => {
    await post('{"query":"{ secret }"}', wang);
    expect(refused).toEqual(['wang secret FORBIDDEN']);
  });

  it('is not answered without a proof, nor when it is no JSON', async () => {
    const headers = { 'x-mesh-proof': '' };
    expect((await post('{"query":"{ me }"}', wang, headers)).status).toBe(403);
    expect((await post('{"query":', wang)).status).toBe(400);
  });
});

type Item = { query: string; viewer?: Viewer | null; claims?: string; variables?: object };

/** The body of a batch as a gateway writes it: each item's claims inside, none outside. */
const batchOf = (items: readonly Item[]) =>
  JSON.stringify(
    items.map(({ viewer = wang, ...item }) => ({
      claims: prover.headers(viewer, 'users', '')['x-mesh-claims'],
      ...item,
    })),
  );

async function linesOf(items: readonly Item[]) {
  const response = await post(batchOf(items), null);
  expect(response.headers.get('content-type')).toBe('application/jsonl');
  const lines = (await response.text()).trimEnd().split('\n');
  const parts = lines.map((line) => [Number(line.split(' ', 1)), JSON.parse(line.slice(line.indexOf(' ')))]);
  return parts.sort(([a], [b]) => a - b).map(([, result]) => result);
}

describe('a batch', () => {
  it('answers each item as its own caller', async () => {
    const me = '{ me }';
    const answers = await linesOf([{ query: me }, { query: me, viewer: li }, { query: me, viewer: null }]);
    expect(answers.map(({ data }) => data.me)).toEqual(['wang', 'li', null]);
  });

  it('asks once for the queries of one caller, and never for two callers together', async () => {
    const user = (id: string, viewer: Viewer) => ({ query: `{ user(id: "${id}") { name } }`, viewer });
    await linesOf([user('1', wang), user('2', li), user('3', wang)]);
    expect(asked).toEqual([['1', '3'], ['2']]);
  });

  it('shows a mutation nothing that was loaded before it', async () => {
    const answers = await linesOf([
      { query: '{ user(id: "1") { name } }' },
      { query: 'mutation { rename(id: "1", name: "one") { name } }' },
    ]);
    expect(answers[1].data.rename.name).toBe('one');
    expect(asked).toEqual([['1'], ['1']]);
  });

  it('does not hold back what is ready', async () => {
    const response = await post(batchOf([{ query: '{ slow }' }, { query: '{ me }' }]), null);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe('1 {"data":{"me":"wang"}}\n');
    release();
    expect(await read()).toBe('0 {"data":{"slow":1}}\n');
    expect((await reader.read()).done).toBe(true);
  });

  it('masks, refuses and records item by item, and tells what is wrong with a document', async () => {
    const queries = ['{ bug }', '{ secret }', '{ you }', '{ me }'];
    const answers = await linesOf(queries.map((query) => ({ query })));
    expect(answers.map(({ errors }) => errors?.[0].extensions.code)).toEqual([
      'INTERNAL_SERVER_ERROR',
      'FORBIDDEN',
      'GRAPHQL_VALIDATION_FAILED',
      undefined,
    ]);
    expect(answers[0].errors[0].message).toBe('Unexpected error.');
    expect(refused).toEqual(['wang secret FORBIDDEN']);
  });

  it('takes no claims that do not verify, whatever else is in it', async () => {
    const forOthers = prover.headers(wang, 'members', '')['x-mesh-claims'] as string;
    const claims = [forOthers, 'gateway.e30.AAAA', 'nonsense', null as never];
    const answers = await linesOf([
      ...claims.map((one) => ({ query: '{ me }', claims: one })),
      { query: '{ me }', viewer: li },
    ]);
    expect(answers.slice(0, -1).map(({ errors }) => errors[0].extensions.code)).toEqual(
      claims.map(() => 'FORBIDDEN'),
    );
    expect(answers.at(-1)).toEqual({ data: { me: 'li' } });
  });

  it('is refused as a whole when it is empty, too long, or speaks for a caller of its own', async () => {
    const statuses = [];
    for (const [body, viewer] of [
      ['[]', null],
      [batchOf(Array.from({ length: 65 }, () => ({ query: '{ me }' }))), null],
      [batchOf([{ query: '{ me }' }]), wang],
    ] as const)
      statuses.push((await post(body, viewer)).status);
    expect(statuses).toEqual([400, 400, 400]);
  });
});
