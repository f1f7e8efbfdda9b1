import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCheck } from './document-rules.ts';

const schema = buildSchema(
  'type Query { site: String } type Mutation { approve(code: String!): Boolean } type Subscription { feed: Int }',
);
const check = (text: string, isProduction = false) =>
  createDocumentCheck(isProduction)(schema, parse(text)).map(
    (error) => error.extensions['reason'] ?? error.message,
  );

describe('every document', () => {
  it.each([
    ['one change', 'mutation { approve(code: "A") }', []],
    [
      'two in one document',
      'mutation { a: approve(code: "A") b: approve(code: "B") }',
      ['LIMIT_MUTATION_FIELDS'],
    ],
    [
      'guessing through fragments',
      'mutation { ...x ... on Mutation { b: approve(code: "B") } } fragment x on Mutation { a: approve(code: "A") }',
      ['LIMIT_MUTATION_FIELDS'],
    ],
    ['an alias that is a prototype', '{ __proto__: site }', ['NAME_RESERVED']],
    ['an alias that is a constructor', '{ constructor: site }', ['NAME_RESERVED']],
    ['a variable so named', 'query ($__proto__: Int) { site @skip(if: false) }', ['NAME_RESERVED']],
    ['many fields of a query', '{ a: site b: site c: site }', []],
  ])('%s', (_, text, reasons) => {
    expect(check(text).filter((one) => !/never used/.test(String(one)))).toEqual(reasons);
  });

  it('does not loop in fragments that name each other', () => {
    const text =
      'mutation { ...x } fragment x on Mutation { ...y } fragment y on Mutation { ...x approve(code: "A") }';
    expect(check(text).length).toBeGreaterThan(0);
  });

  it('turns a rule that throws into an error', () => {
    expect(check('subscription ($off: Boolean!) { feed @skip(if: $off) }')).toHaveLength(1);
  });
});

describe('in production', () => {
  it('keeps the schema to itself', () => {
    expect(check('{ __schema { types { name } } }')).toEqual([]);
    expect(check('{ __schema { types { name } } }', true).length).toBeGreaterThan(0);
    expect(check('{ __type(name: "Query") { name } }', true).length).toBeGreaterThan(0);
    expect(check('{ __typename }', true)).toEqual([]);
  });

  it('does not help with guessing', () => {
    expect(String(check('{ sitee }')[0])).toContain('Did you mean');
    expect(String(check('{ sitee }', true)[0])).not.toContain('Did you mean');
  });
});
