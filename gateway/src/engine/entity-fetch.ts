import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { at, type Fetch, prepareFetch } from './fetch.ts';
import { copy, isObject, merge } from './json.ts';
import { objectsAt, pathsAt, type PlanPath, type ResponsePath } from './places.ts';
import { compileRepresentation, type Represent } from './representation.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run, Step } from './run.ts';
import type { Json, SubgraphAnswer } from './source.ts';
import type { Types } from './types.ts';

/** What is asked for in one call: each entity once, with all the objects that are this entity. */
type Asked = {
  readonly representations: Json[];
  /** Of each representation, its objects' numbers among those at the fetch's place. */
  readonly owners: number[][];
  readonly objects: readonly Json[];
};

/** A fetch of `_entities` for all objects at its place. */
export function compileEntityFetch(node: FetchNode, path: PlanPath, types: Types): Step {
  const fetch = { ...prepareFetch(node, path, types), types };
  const represent = compileRepresentation(node.requires ?? [], types);
  const change = compileRewrites(node.inputRewrites, types);
  return async (run) => {
    const asked = collect(objectsAt(run.data, path), represent, change);
    if (asked.representations.length === 0) return;
    const answer = await fetch.ask(run, { representations: asked.representations });
    receive(fetch, asked, answer, run);
  };
}

type EntityFetch = Fetch & { readonly types: Types };

function collect(
  objects: readonly Json[],
  represent: Represent,
  change: ((value: unknown) => void) | undefined,
): Asked {
  const [representations, owners]: [Json[], number[][]] = [[], []];
  const known = new Map<string, number[]>();
  for (const [i, object] of objects.entries()) {
    const made = represent(object);
    if (!made?.['__typename']) continue;
    change?.(made);
    const key = objects.length > 1 ? JSON.stringify(made) : '';
    const same = known.get(key);
    if (same) same.push(i);
    else {
      const own = [i];
      known.set(key, own);
      owners.push(own);
      representations.push(made);
    }
  }
  return { representations, owners, objects };
}

function receive<Context>(
  fetch: EntityFetch,
  { representations, owners, objects }: Asked,
  { data, errors = [] }: SubgraphAnswer,
  run: Run<Context>,
): void {
  // Places first: what is merged below does not move them, but nobody should have to prove it.
  const places = lazy(() => pathsAt(run.data, fetch.path));
  const entities = data?.['_entities'];
  if (Array.isArray(entities) && entities.length === representations.length)
    for (const [i, entity] of entities.entries()) take(entity, owners[i] ?? [], objects, fetch);
  else if (errors.length === 0) {
    const message = `${fetch.service} did not answer with ${representations.length} entities`;
    run.errors.push(...tell({ message }, owners, places(), fetch));
  }
  for (const error of errors) run.errors.push(...tell(error, owners, places(), fetch));
}

function take(
  entity: unknown,
  owners: readonly number[],
  objects: readonly Json[],
  { restore, types }: EntityFetch,
): void {
  if (!isObject(entity)) return;
  restore?.(entity);
  for (const [n, owner] of owners.entries()) {
    const object = objects[owner];
    if (!object) continue;
    // What is merged is written into later: each object gets its own.
    const own = n < owners.length - 1 ? copy(entity) : entity;
    keepType(object, own, types);
    merge(object, own);
  }
}

/** A subgraph with an interface object knows no more of a type than the interface's name; what is known already stays. */
function keepType({ __typename: known }: Json, entity: Json, types: Types): void {
  const { __typename: told } = entity;
  if (known === told || typeof known !== 'string' || typeof told !== 'string') return;
  if (types.isOf(known, told)) entity['__typename'] = known;
}

/** An error of one entity is told at each place of it, one of the call at each entity's. */
function tell(
  error: GraphQLFormattedError,
  owners: readonly number[][],
  places: readonly ResponsePath[],
  fetch: Fetch,
) {
  const [root, number, ...rest] = error.path ?? [];
  const isOfOne = root === '_entities' && typeof number === 'number';
  const whose = isOfOne ? (owners[number] ?? []) : owners.flat();
  const below = isOfOne ? fetch.rename(rest) : [];
  return at(
    whose.map((owner) => [...(places[owner] ?? []), ...below]),
    error,
  );
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
