import { describe, expect, it } from 'vitest';
import { merge } from './json.ts';
import type { Json } from './source.ts';

const both = (one: Json, other: Json): Json => {
  const into = structuredClone(one);
  merge(into, structuredClone(other));
  return into;
};

describe('what two subgraphs answer of one object', () => {
  it.each<[string, Json, Json, Json]>([
    ['has the fields of both', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ['keeps what is known beside a null', { box: { a: 1 } }, { box: null }, { box: { a: 1 } }],
    ['keeps a leaf beside a null', { a: 1 }, { a: null }, { a: 1 }],
    [
      'goes down into objects',
      { box: { in: { a: 1 } } },
      { box: { in: { b: 2 } } },
      { box: { in: { a: 1, b: 2 } } },
    ],
    [
      'keeps the longer list',
      { l: [{ a: 1 }, { a: 2 }] },
      { l: [{ b: 1 }] },
      { l: [{ a: 1, b: 1 }, { a: 2 }] },
    ],
    [
      'keeps a list beside a null and an empty one',
      { l: [1, 2], m: [3] },
      { l: null, m: [] },
      { l: [1, 2], m: [3] },
    ],
    [
      'takes the place of a null in a list',
      { l: [null, { a: 1 }] },
      { l: [{ b: 1 }, null] },
      { l: [{ b: 1 }, { a: 1 }] },
    ],
    [
      'goes down into lists of lists',
      { l: [[{ a: 1 }], []] },
      { l: [[{ b: 1 }, null]] },
      { l: [[{ a: 1, b: 1 }, null], []] },
    ],
    ['keeps an object beside what is none', { box: { a: 1 } }, { box: 'gone' }, { box: { a: 1 } }],
    ['takes nothing for fields that are not there', { a: 1 }, { a: undefined }, { a: 1 }],
  ])('%s, whoever comes first', (_, one, other, whole) => {
    expect(both(one, other)).toEqual(whole);
    expect(both(other, one)).toEqual(whole);
  });
});
