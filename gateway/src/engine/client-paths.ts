import {
  getNamedType,
  GraphQLError,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import type { CollectFields } from './collect-fields.ts';
import type { Named } from './field-names.ts';
import { isObject, read } from './json.ts';
import type { ResponsePath } from './places.ts';
import type { Json } from './source.ts';

/** The places of the response that a place in what subgraphs answered has: a field may be selected under several names. */
export type ClientPaths = (data: Json, path: ResponsePath) => readonly ResponsePath[];

type Given = {
  readonly schema: GraphQLSchema;
  readonly collect: CollectFields;
  readonly names: Named;
  readonly root: GraphQLCompositeType;
  readonly selectionSet: SelectionSetNode;
};

type Place = {
  readonly path: ResponsePath;
  readonly type: GraphQLCompositeType | undefined;
  readonly sets: readonly SelectionSetNode[];
};

/** Of the client's selections, those that a path of an error leads through. */
export function createClientPaths({ schema, collect, names, root, selectionSet }: Given): ClientPaths {
  function below({ path, type, sets }: Place, name: string, object: unknown): Place[] {
    const places = new Map<string, Place>();
    for (const one of typesOf(type, object))
      for (const [key, nodes] of collect(one, sets)) {
        const [first] = nodes;
        if (!first || names.nameOf(first) !== name || first.name.value.startsWith('__') || places.has(key))
          continue;
        const field = isUnionType(one) ? undefined : one.getFields()[first.name.value];
        const next = field && getNamedType(field.type);
        places.set(key, {
          path: [...path, key],
          type: isCompositeType(next) ? next : undefined,
          sets: nodes.flatMap((node) => node.selectionSet ?? []),
        });
      }
    return [...places.values()];
  }

  /** What an object is; of one that is lost, what it may have been. */
  function typesOf(
    declared: GraphQLCompositeType | undefined,
    object: unknown,
  ): readonly GraphQLCompositeType[] {
    if (!declared) return [];
    const told = isObject(object) ? schema.getType(String(object['__typename'])) : undefined;
    if (isObjectType(told)) return [told];
    return isAbstractType(declared) ? [declared, ...schema.getPossibleTypes(declared)] : [declared];
  }

  const isResponseName = ({ type, sets }: Place, name: string | number, object: unknown): boolean =>
    typesOf(type, object).some((one) => collect(one, sets).has(String(name)));

  return (data, path) => {
    let places: readonly Place[] = [{ path: [], type: root, sets: [selectionSet] }];
    let here: unknown = data;
    for (const [depth, part] of path.entries()) {
      const next =
        typeof part === 'number'
          ? places.map((place) => ({ ...place, path: [...place.path, part] }))
          : places.flatMap((place) => below(place, part, here));
      // A field that the client did not select, but another needs: told by its own name, if none of the client's is that.
      if (next.length === 0) {
        const rest = path.slice(depth).map((one) => (typeof one === 'string' ? names.calledBy(one) : one));
        return places.map((place) =>
          isResponseName(place, rest[0] ?? '', here) ? place.path : [...place.path, ...rest],
        );
      }
      places = next;
      here = Array.isArray(here) ? here[Number(part)] : isObject(here) ? read(here, String(part)) : undefined;
    }
    return places.map((place) => place.path);
  };
}

/** The error at each of its places. */
export const underClientPaths = (error: GraphQLError, paths: readonly ResponsePath[]): GraphQLError[] => {
  const { message, path: given, extensions, nodes, source, positions, originalError } = error;
  if (!given) return [error];
  return paths.map(
    (path) => new GraphQLError(message, { path, extensions, nodes, source, positions, originalError }),
  );
};
