import { buildSchema, GraphQLError, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocuments } from './document-cache.ts';

const schema = buildSchema('type Query { a: Int }');
const other = buildSchema('type Query { b: Int }');

describe('documents', () => {
  it('are parsed and checked once, and anew on another schema', () => {
    let checks = 0;
    const documents = createDocuments((...args) => {
      checks++;
      return validate(...args);
    });
    const document = documents.parse('{ a }');
    expect(documents.parse('{ a }')).toBe(document);
    expect([1, 2].map(() => documents.check(schema, document))).toEqual([[], []]);
    expect(checks).toBe(1);
    expect(documents.check(other, document)).toHaveLength(1);
    expect(documents.check(schema, document)).toEqual([]);
    expect(checks).toBe(3);
  });

  it('keep what is asked for, forget what nobody asks for any more, and never a huge one', () => {
    const documents = createDocuments(validate);
    const text = (n: number) => `{ a } # ${n} ${'x'.repeat(5_000)}`;
    const first = documents.parse(text(0));
    const forgotten = documents.parse(text(1));
    for (let n = 2; n < 150; n++) {
      documents.parse(text(n));
      expect(documents.parse(text(0))).toBe(first);
    }
    expect(documents.parse(text(1))).not.toBe(forgotten);
    const huge = `{ a } # ${'x'.repeat(20_000)}`;
    expect(documents.parse(huge)).not.toBe(documents.parse(huge));
  });

  it('that are none are refused each time', () => {
    const documents = createDocuments(validate);
    for (const _ of [1, 2]) expect(() => documents.parse('{')).toThrow(GraphQLError);
  });
});
