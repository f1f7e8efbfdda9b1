import { describe, expect, it } from 'vitest';
import { askEngine } from './answers.ts';
import { askMonolith, newVisit } from './world/world.ts';

/** Operations that say one thing and could be taken for another by their names. */
const cases: readonly [string, string][] = [
  ['by a key’s name', '{ authors { id: name reviews { stars } } }'],
  ['by the name of the key that another subgraph is asked by', '{ favourite { id: title score } }'],
  ['by that name beside the key itself', '{ shelves { id: title key: id score } }'],
  ['by a required field’s name', '{ favourite { title: isbn shipping } }'],
  ['by the name of a required object', '{ favourite { dimensions: author { id } shipping } }'],
  ['by a field’s name of another subgraph', '{ favourite { price: title shipping: pages score } }'],
  ['by each other’s names', '{ favourite { title: isbn isbn: title id score } }'],
  ['by a type’s and an argument’s name', '{ favourite { Book: title unit: shipping(unit: LB) shipping } }'],
  ['by a name of the planner’s own', '{ favourite { _entities: title representations: score id } }'],
  [
    'under two names with other arguments',
    '{ favourite { a: shipping(unit: LB) b: shipping(unit: KG) shipping } }',
  ],
  [
    'under one name on two types, with other arguments',
    `{ shelves { ... on Book { reviews(first: 1) { stars } } ... on Film { reviews(first: 2) { text } } } }`,
  ],
  [
    'the same with a condition on one',
    `{ shelves { ... on Book { reviews(first: 1) { stars } } ... on Film @include(if: true) { reviews(first: 2) { text } } } }`,
  ],
  [
    'deep below one path on two types, with other arguments of another subgraph',
    `{ shelves {
      ... on Book { reviews(first: 1) { author { books { shipping(unit: LB) } } } }
      ... on Film { reviews(first: 1) { author { books { shipping(unit: KG) } } } }
    } }`,
  ],
  [
    'the same with a condition on one of them',
    `{ shelves {
      ... on Book { reviews(first: 1) { author { books { shipping(unit: LB) @include(if: true) } } } }
      ... on Film { reviews(first: 1) { author { books { shipping(unit: KG) } } } }
    } }`,
  ],
  [
    'under one name on two types, another field each time',
    '{ hits { ... on Book { label: title score } ... on Film { label: id score } ... on Author { label: name } } }',
  ],
  ['under a condition that others need', '{ favourite { shipping @include(if: false) pages } }'],
  ['deep below such names', '{ authors { id: mentor { email: name books { isbn: title score } } name } }'],
  [
    'twice in a change',
    'mutation { id: promote(id: "a1") { id: rank } again: promote(id: "a1") { rank email: name } }',
  ],
];

describe('a field that the client calls', () => {
  it.each(cases)('%s is still that field', async (_, query) => {
    const operation = { query, variables: {} };
    const whole = await askMonolith(operation, newVisit(1));
    expect(whole.errors).toBeUndefined();
    expect(await askEngine(operation, newVisit(1))).toEqual(whole);
  });

  it('has its errors at the client’s names, hidden fields’ under their own', async () => {
    const faults = {
      isAway: () => false,
      of: (_: string, field: string) => (field === 'score' ? 'error' : undefined),
    } as const;
    const query = '{ favourite { title: score pages: isbn } }';
    const { errors } = await askEngine({ query, variables: {} }, newVisit(1, faults));
    expect(errors?.map(({ path }) => path)).toEqual([['favourite', 'title']]);
  });
});
