import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { measure } from './cost.ts';
import { judgeLimits } from './limits.ts';

const schema = buildSchema(`
  type Query { sites: [Site!]!  activities(first: Int! = 20): [Activity!]!  site(id: ID): Site  thing: Thing }
  type Subscription { tap: Tap! }
  type Site { id: ID! name: String! tags: [String!]! near(first: Int): [Site!] }
  type Activity { id: ID! title: String! site: Site! sessions: [Session!]! }
  type Session { id: ID! site: Site! }
  union Thing = Site | Activity
  type Tap { id: ID! site: Site! }
`);
const of = (text: string, variables: Record<string, unknown> = {}, operationName?: string) =>
  measure({ schema, document: parse(text), variables, operationName });

describe('the cost of an operation', () => {
  it.each([
    ['one field', '{ site { id } }', {}, 2],
    ['a list without first counts 10 times', '{ sites { id name } }', {}, 1 + 10 * 2],
    ['a list of scalars counts once', '{ site { tags } }', {}, 2],
    ['first', '{ activities(first: 3) { id } }', {}, 1 + 3],
    ['first by its default', '{ activities { id } }', {}, 1 + 20],
    ['first as a variable', 'query($n: Int!) { activities(first: $n) { id } }', { n: 50 }, 1 + 50],
    ['a variable’s default', 'query($n: Int! = 7) { activities(first: $n) { id } }', {}, 1 + 7],
    ['a variable that is not given', 'query($n: Int) { site { near(first: $n) { id } } }', {}, 1 + 1 + 10],
    ['nothing or less counts as one', '{ activities(first: -5) { id } }', {}, 1 + 1],
    ['a variable of another kind', 'query($n: Int!) { activities(first: $n) { id } }', { n: 'x' }, 1 + 20],
    [
      'lists inside lists',
      '{ activities(first: 5) { id sessions { id site { name } } } }',
      {},
      1 + 5 * (1 + 1 + 10 * (1 + 1 + 1)),
    ],
    ['aliases count each', '{ a: site { id } b: site { id } }', {}, 4],
    ['a fragment where it is spread', '{ sites { ...F } } fragment F on Site { id name }', {}, 1 + 10 * 2],
    [
      'members of a union together',
      '{ thing { ... on Site { id } ... on Activity { id title } } }',
      {},
      1 + 3,
    ],
    ['what is skipped counts', '{ site { id @skip(if: true) } }', {}, 2],
    ['__typename is free', '{ site { __typename id } }', {}, 2],
    ['a subscription counts one event', 'subscription { tap { id site { name } } }', {}, 4],
    ['introspection', '{ __schema { types { name } } }', {}, 1 + 1 + 10],
  ])('%s', (_, text, variables, cost) => expect(of(text, variables).cost).toBe(cost));

  it('is of the operation that is named', () => {
    const text = 'query A { site { id } } query B { activities(first: 90) { id } }';
    expect([of(text, {}, 'A').cost, of(text, {}, 'B').cost]).toEqual([2, 91]);
  });

  it('of fragments that double at each level is found at once', () => {
    const levels = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Site { near { ...F${i + 1} } n: near { ...F${i + 1} } }`,
    );
    const text = `{ sites { ...F0 } } ${levels.join(' ')} fragment F60 on Site { id }`;
    expect(of(text).cost).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('what is measured besides', () => {
  it('counts tokens without comments, depth, aliases, and root fields through fragments', () => {
    const text = '# of an office\nquery { ...R a: sites { id } } fragment R on Query { site { x: id } }';
    expect(of(text)).toEqual({ tokens: 23, depth: 2, aliases: 2, rootFields: 2, cost: 13 });
  });
});

describe('limits of free queries', () => {
  const within = { tokens: 1_000, depth: 8, aliases: 15, rootFields: 5, cost: 1_000 };
  it('hold at the limit', () => expect(judgeLimits(within)).toBeNull());

  it.each([
    ['tokens', 'LIMIT_TOKENS', 1_001, '1000'],
    ['depth', 'LIMIT_DEPTH', 9, '8'],
    ['aliases', 'LIMIT_ALIASES', 16, '15'],
    ['rootFields', 'LIMIT_ROOT_FIELDS', 6, '5'],
    ['cost', 'LIMIT_COST', 1_001, '1000'],
  ])('%s: names the limit and the figure', (name, reason, figure, limit) => {
    const refusal = judgeLimits({ ...within, [name]: figure });
    expect(refusal?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason });
    expect(refusal?.message).toContain(String(figure));
    expect(refusal?.message).toContain(limit);
  });
});
