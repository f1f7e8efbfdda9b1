import { buildSubgraphSchema } from '@apollo/subgraph';
import { enforceAccess, type Rule } from './access.ts';
import { keepItemsApart } from './list-items.ts';
import { DateTime } from './scalars.ts';
import { readSdl } from './sdl.ts';

export type Resolvers = Record<string, unknown>;

const EMPTY = { kind: 'Document', definitions: [] } as never;

/** The executable schema of a service, each field behind its rule. */
export function buildSchema(options: {
  readonly name: string;
  /** The service's `src/`. */
  readonly sourceFolder: string;
  readonly resolvers: readonly Resolvers[];
  readonly rules: Record<string, Rule>;
}) {
  const modules = [
    { typeDefs: readSdl(options.sourceFolder) },
    { typeDefs: EMPTY, resolvers: merge([{ DateTime }, ...options.resolvers]) as never },
  ];
  return keepItemsApart(enforceAccess(buildSubgraphSchema(modules), options.rules, options.name));
}

/** Each module brings its own fields of a type; the same field twice is a mistake. */
function merge(parts: readonly Resolvers[]): Resolvers {
  const merged: Record<string, unknown> = {};
  for (const part of parts)
    for (const [type, fields] of Object.entries(part)) {
      const known = merged[type];
      if (known === undefined) merged[type] = fields;
      else {
        for (const field of Object.keys(fields as object))
          if (field in (known as object)) throw new Error(`${type}.${field} has two resolvers`);
        merged[type] = { ...(known as object), ...(fields as object) };
      }
    }
  return merged;
}
