import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { breaksOf } from './breaks.ts';
import { operationsInUse } from './stored-operations.ts';

const RELEASED = `
  type Query { site(id: ID!): Site find(where: Where): [Site!]! }
  type Site { id: ID! name: String! kind: Kind! area: Int }
  enum Kind { OPEN CLOSED }
  input Where { kind: Kind near: Near }
  input Near { metres: Int }
`;
const present = (edit: (sdl: string) => string) => buildSchema(edit(RELEASED));
const operations = [
  { name: 'wall', document: parse('{ site(id: "1") { id name } }') },
  { name: 'map', document: parse('query ($where: Where) { find(where: $where) { id kind } }') },
];
const check = (from: string, to: string, stored = operations) =>
  breaksOf(
    buildSchema(RELEASED),
    present((sdl) => sdl.replace(from, to)),
    stored,
  );

describe('a change of the released API', () => {
  it.each([
    ['name: String!', '', 'Site.name was removed.', ['wall']],
    ['name: String!', 'name: String', 'Site.name changed type from String! to String.', ['wall']],
    ['OPEN CLOSED', 'OPEN', 'CLOSED was removed from enum type Kind.', ['map']],
    ['metres: Int', 'metres: Int far: Int!', 'A required field far on input type Near was added.', ['map']],
    ['metres: Int', 'metres: Float', 'Near.metres changed type from Int to Float.', ['map']],
    ['site(id: ID!)', 'site(id: ID! key: ID!)', 'A required arg key on Query.site was added.', ['wall']],
  ])('%s → %s breaks those who use it', (from, to, what, whom) => {
    expect(check(from, to)).toEqual([{ what, whom }]);
  });

  it('is named although nobody known uses it', () => {
    expect(check('name: String!', '', [])).toEqual([{ what: 'Site.name was removed.', whom: [] }]);
  });

  it('that only adds breaks nobody', () => {
    expect(check('name: String!', 'name: String! "New." rooms: Int')).toEqual([]);
  });
});

it('an operation older than the release is held to the present API as well', () => {
  const old = [{ name: 'old wall', document: parse('{ site(id: "1") { street } }') }];
  expect(check('', '', old)).toEqual([
    { what: 'Cannot query field "street" on type "Site".', whom: ['old wall'] },
  ]);
});

it('the pages’ documents and the partners’ example are found', () => {
  const names = Object.keys(operationsInUse());
  expect(names).toContain('页面 CheckInFeed');
  expect(names.filter((name) => name.startsWith('示例'))).toHaveLength(2);
});
