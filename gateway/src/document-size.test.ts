import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCheck } from './document-rules.ts';
import { judgeSize, parseDocument } from './document-size.ts';

const reasonOf = (text: string): unknown => {
  try {
    return judgeSize(parseDocument(text))?.extensions['reason'];
  } catch (error) {
    return (error as { extensions?: { reason?: string } }).extensions?.reason;
  }
};
const doubling = (levels: number, root: string) =>
  Array.from(
    { length: levels },
    (_, i) => `fragment F${i} on ${root} { a: near { ...F${i + 1} } b: near { ...F${i + 1} } }`,
  ).join(' ');

describe('the size of a document', () => {
  it.each([
    ['an ordinary one', '{ sites { id name } }', undefined],
    ['introspection as tools ask it', getIntrospectionQuery({ oneOf: true }), undefined],
    ['the same field in ten members of a union', `{ x { ${'... on A { id } '.repeat(10)} } }`, undefined],
    ['too long', `{ sites { ${'id '.repeat(5_000)} } }`, 'LIMIT_TOKENS'],
    ['deeper than a stack', `${'{ a '.repeat(1_600)}${'}'.repeat(1_600)}`, 'LIMIT_DEPTH'],
    ['too deep', `${'{ a '.repeat(21)}${'}'.repeat(21)}`, 'LIMIT_DEPTH'],
    [
      'many root fields',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: sites { id }`).join(' ')} }`,
      'LIMIT_ROOT_FIELDS',
    ],
    ['one field again and again', `{ sites { ${'id '.repeat(100)} } }`, 'LIMIT_REPEATED_FIELDS'],
    [
      'the same in a fragment that nobody spreads',
      `{ a } fragment F on Site { ${'id '.repeat(100)} }`,
      'LIMIT_REPEATED_FIELDS',
    ],
    [
      'many fragments side by side',
      `{ ${Array.from({ length: 100 }, (_, i) => `...F${i}`).join(' ')} } ${Array.from({ length: 100 }, (_, i) => `fragment F${i} on Query { f${i} }`).join(' ')}`,
      'LIMIT_FRAGMENTS',
    ],
    [
      'fragments that double at each level',
      `{ sites { ...F0 } } ${doubling(15, 'Site')} fragment F15 on Site { id }`,
      'LIMIT_FIELDS',
    ],
    ['a fragment inside itself', '{ sites { ...F } } fragment F on Site { near { ...F } }', 'LIMIT_DEPTH'],
  ])('%s', (_, text, reason) => expect(reasonOf(text)).toBe(reason));

  it('other faults of the text stay what they are', () =>
    expect(() => parseDocument('{ a')).toThrow('Syntax'));

  it('is judged before the rules that take time in its square', () => {
    const schema = buildSchema('type Query { site: String }');
    const began = performance.now();
    const [error] = createDocumentCheck(false)(schema, parse(`{ ${'site '.repeat(20_000)} }`));
    expect(error?.extensions['reason']).toBe('LIMIT_FIELDS');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('counting the changes of a document is not doubled by its fragments', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Mutation { ...F${i + 1} ... { ...F${i + 1} } }`,
    );
    const text = `mutation { ...F0 } ${levels.join(' ')} fragment F30 on Mutation { a b }`;
    const schema = buildSchema('type Query { a: Int } type Mutation { a: Int b: Int }');
    const errors = createDocumentCheck(false)(schema, parse(text));
    expect(errors[0]?.extensions['reason']).toBe('LIMIT_MUTATION_FIELDS');
  });
});
