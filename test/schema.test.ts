import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchema, Supergraph } from '@apollo/federation-internals';
import { readSdl } from '@hongxin/kit/sdl';
import { parse, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { committed, compose, SUBGRAPHS } from '../gateway/src/subgraphs.ts';

const root = join(import.meta.dirname, '..');

describe('the supergraph', () => {
  it('is current: what stands committed is what the services’ SDL composes to', () => {
    expect(compose()).toBe(committed());
  });

  it('describes every public element', () => {
    const supergraph = Supergraph.build(readFileSync(join(root, 'gateway', 'supergraph.graphql'), 'utf8'));
    expect(undescribed(printSchema(supergraph.apiSchema()))).toEqual([]);
  });
});

/** Paths of the types, fields, arguments and values that say nothing of themselves. */
function undescribed(sdl: string): string[] {
  const missing: string[] = [];
  const path: string[] = [];
  const enter = (node: { name: { value: string }; description?: unknown; kind: string }) => {
    path.push(node.name.value);
    const isRoot =
      node.kind === 'ObjectTypeDefinition' && ['Query', 'Mutation', 'Subscription'].includes(node.name.value);
    if (!node.description && !isRoot) missing.push(path.join('.'));
  };
  const described = { enter, leave: () => void path.pop() };
  visit(parse(sdl), {
    ObjectTypeDefinition: described,
    InputObjectTypeDefinition: described,
    EnumTypeDefinition: described,
    UnionTypeDefinition: described,
    ScalarTypeDefinition: described,
    FieldDefinition: described,
    InputValueDefinition: described,
    EnumValueDefinition: described,
  });
  return missing;
}

describe.each(SUBGRAPHS)('the SDL of %s', (name) => {
  it('has a rule of access for every field', () => {
    const open: string[] = [];
    for (const definition of readSdl(join(root, 'services', name, 'src')).definitions) {
      if (definition.kind !== 'ObjectTypeDefinition' && definition.kind !== 'ObjectTypeExtension') continue;
      const ofType =
        definition.directives?.some((directive) => directive.name.value === 'access') &&
        definition.kind === 'ObjectTypeDefinition';
      for (const field of definition.fields ?? [])
        if (!ofType && !field.directives?.some((directive) => directive.name.value === 'access'))
          open.push(`${definition.name.value}.${field.name.value}`);
    }
    expect(open).toEqual([]);
  });
});
