import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { composeServices } from '@apollo/composition';
import { badInput, forbidden, unauthenticated } from '@hongxin/kit/errors';
import { createGraphqlDoor } from '@hongxin/kit/graphql-door';
import { listen } from '@hongxin/kit/http';
import { createLog } from '@hongxin/kit/log';
import { createProver, createVerifier } from '@hongxin/kit/proof';
import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFederation, type Federation, isSubscription } from '../federation.ts';

const SDL = `type Query { feed: Int } type Subscription { feed(as: String!): Int }`;
const refuse = (_: unknown, { as }: { as: string }) => {
  if (as === 'nobody') throw unauthenticated();
  if (as === 'guest') throw forbidden();
  throw badInput('不对。');
};
const schema = buildSchema(SDL);
Object.assign(schema.getSubscriptionType()?.getFields()['feed'] ?? {}, { subscribe: refuse });

const key = generateKeyPairSync('ed25519');
const jwk = (half: 'privateKey' | 'publicKey') => key[half].export({ format: 'jwk' }) as never;
const secret = randomBytes(32);

describe('a subscription that our own service refuses', () => {
  const stack = new AsyncDisposableStack();
  const lines: string[] = [];
  let federation: Federation;
  beforeAll(async () => {
    const door = createGraphqlDoor({
      name: 'one',
      schema,
      verify: createVerifier({ audience: 'one', trust: { gateway: jwk('publicKey') }, secret }),
      refusals: { record() {}, count() {}, async [Symbol.asyncDispose]() {} },
      log: createLog('one', 'silent'),
      world: () => ({}),
    });
    const http = stack.use(await listen(async (...given) => door.answer(...given), '127.0.0.1', 0));
    const url = `http://127.0.0.1:${http.port}/graphql`;
    const { supergraphSdl = '' } = composeServices([{ name: 'one', url, typeDefs: parse(SDL) }]);
    const note = (...said: unknown[]) => void lines.push(JSON.stringify(said));
    const log = Object.assign(createLog('gateway', 'silent'), { info: note, warn: note, error: note });
    federation = stack.use(
      await createFederation({
        supergraphSdl,
        subgraphs: { one: url },
        prover: createProver({ issuer: 'gateway', privateKey: jwk('privateKey'), secret }),
        log,
      }),
    );
  });
  afterAll(() => stack.disposeAsync());

  async function subscribe(as: string): Promise<ExecutionResult[]> {
    const results: ExecutionResult[] = [];
    const ended = Promise.withResolvers<void>();
    const text = 'subscription ($as: String!) { feed(as: $as) }';
    const answer = await federation.subscribe(
      { document: parse(text), text, variables: { as }, context: { viewer: null } },
      {
        hold() {},
        deliver: ({ frames }) => void results.push(...frames.map(({ json }) => JSON.parse(String(json)))),
        end: () => ended.resolve(),
      },
    );
    expect(isSubscription(answer)).toBe(true);
    await ended.promise;
    return results;
  }

  it.each([
    ['nobody', 'UNAUTHENTICATED'],
    ['guest', 'FORBIDDEN'],
    ['somebody', 'BAD_USER_INPUT'],
  ])('says to %s as a query does: %s, and nothing in the log', async (as, code) => {
    const said = lines.length;
    expect(await subscribe(as)).toMatchObject([{ data: { feed: null }, errors: [{ extensions: { code } }] }]);
    expect(lines.slice(said)).toEqual([]);
  });
});
