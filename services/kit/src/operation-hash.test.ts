import { describe, expect, it } from 'vitest';
import { isOperation, operationHash } from './operation-hash.ts';

const PLAIN = 'query Sites { sites { id, name } }';

describe('the name of an operation in an allow-list', () => {
  it.each([
    ['other spaces and line ends', 'query Sites{\r\n\tsites{id name}}\n'],
    ['comments', '# of the traffic office\nquery Sites { sites { id name } } # the end'],
    ['a mark of byte order', '\uFEFFquery Sites { sites { id name } }'],
  ])('is the same with %s', (_, text) => expect(operationHash(text)).toBe(operationHash(PLAIN)));

  it.each([
    ['another field', 'query Sites { sites { id code } }'],
    ['another name', 'query Others { sites { id name } }'],
    ['another order', 'query Sites { sites { name id } }'],
    ['another value', 'query Sites { sites(name: "a b") { id name } }'],
  ])('is another with %s', (_, text) => expect(operationHash(text)).not.toBe(operationHash(PLAIN)));

  it('keeps what stands in quotation marks', () =>
    expect(operationHash('{ a(b: "x  y") }')).not.toBe(operationHash('{ a(b: "x y") }')));

  it('is hex of 64 digits, and none for what is no GraphQL', () => {
    expect(operationHash(PLAIN)).toMatch(/^[0-9a-f]{64}$/);
    expect(() => operationHash('{ a(b: "')).toThrow('Unterminated');
  });

  it.each([
    [PLAIN, true],
    ['{ a }', true],
    ['fragment F on Site { id }', false],
    ['{ a', false],
    ['type Site { id: ID }', false],
    [`{ ${'a '.repeat(1_001)}}`, false],
  ])('%s: an operation, %s', (text, expected) => expect(isOperation(text)).toBe(expected));
});
