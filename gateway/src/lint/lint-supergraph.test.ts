import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { committed } from '../subgraphs.ts';
import { lintSupergraph } from './lint-supergraph.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
  import: ["@key", "@external", "@requires", "@interfaceObject", "@shareable"])`;

/** What is said of the supergraph that these subgraphs, a and b, compose to. */
function lint(a: string, b: string): string[] {
  const services = [a, b].map((sdl, index) => ({
    name: 'ab'[index] ?? '',
    url: 'http://127.0.0.1/graphql',
    typeDefs: parse(`${LINK} ${sdl}`),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return lintSupergraph(supergraphSdl);
}

const PRICED = `type Query { item: Item } type Price { in(currency: String!): Int net: Int }
  type Item @key(fields: "id") { id: ID! price(currency: String!): Int net: Int offer: Price }`;
const item = (requires: string, has: string) =>
  `type Item @key(fields: "id") { id: ID! ${has} toll: Int @requires(fields: "${requires}") }`;

describe('shapes that compose and are planned wrongly', () => {
  it('@requires with an argument', () => {
    const given = item('price(currency: \\"CNY\\")', 'price(currency: String!): Int @external');
    expect(lint(PRICED, given)).toEqual([
      expect.stringMatching(/^Item\.toll（子图 B）的 @requires 给 price /),
    ]);
  });

  it('@requires with an argument further in', () => {
    const given = `${item('offer { in(currency: \\"CNY\\") }', 'offer: Price @external')}
      type Price @external { in(currency: String!): Int }`;
    expect(lint(PRICED, given)).toEqual([expect.stringMatching(/^Item\.toll（子图 B）的 @requires 给 in /)]);
  });

  it('@requires without one is fine', () => {
    expect(lint(PRICED, item('net', 'net: Int @external'))).toEqual([]);
  });

  it.each([
    [', resolvable: false', [expect.stringMatching(/^Node（子图 B）是 @interfaceObject/)]],
    ['', []],
  ])('an interface object whose key is “id”%s', (resolvable, said) => {
    const whole = 'type Query { node: Node } interface Node @key(fields: "id") { id: ID! }';
    const leaf = 'type Leaf implements Node @key(fields: "id") { id: ID! }';
    const object = `type Node @key(fields: "id"${resolvable}) @interfaceObject { id: ID! }
      type Query { noted: Node }`;
    expect(lint(`${whole} ${leaf}`, object)).toEqual(said);
  });

  it.each([
    ['at { x y }', 'id at { y z }', [expect.stringMatching(/^Item（子图 B）的几个 @key 各取 at 的不同部分/)]],
    ['at { x y }', 'id at { y x }', []],
  ])('keys “%s” and “%s” of one subgraph', (one, other, said) => {
    const fields = '{ id: ID! at: At! @shareable } type At @shareable { x: ID! y: ID! z: ID! }';
    const a = `type Query { item: Item } type Item @key(fields: "id") ${fields}`;
    const b = `type Query { other: Item }
      type Item @key(fields: "${one}") @key(fields: "${other}") @key(fields: "id") ${fields}`;
    expect(lint(a, b)).toEqual(said);
  });
});

it('our own supergraph has none of them', () => {
  expect(lintSupergraph(committed())).toEqual([]);
});
