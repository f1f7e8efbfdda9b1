import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLFormattedError, Kind, parse } from 'graphql';
import { checkedAnswer } from './checked-answer.ts';
import { merge } from './json.ts';
import { objectsAt, pathsAt, type PlanPath, type ResponsePath } from './places.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run, Step } from './run.ts';
import type { SubgraphAnswer } from './source.ts';
import type { Types } from './types.ts';

/** The parts of a fetch that are the same each time. */
export type Fetch = {
  readonly service: string;
  readonly path: PlanPath;
  /** Asks the subgraph; when there is no answer, that is the answer's error. */
  ask<Context>(run: Run<Context>, more?: Record<string, unknown>): Promise<SubgraphAnswer>;
  /** Renames what an error's path calls by the plan's own alias. */
  rename(path: ResponsePath): ResponsePath;
  /** Undoes in place what the plan had changed of the answer. */
  readonly restore: ((value: unknown) => void) | undefined;
};

export function prepareFetch(node: FetchNode, path: PlanPath, types: Types): Fetch {
  const kind = node.operationKind === 'mutation' ? 'mutation' : 'query';
  const base = { kind, query: node.operation } as const;
  const request = node.operationName ? { ...base, operationName: node.operationName } : base;
  const names = node.variableUsages ?? [];
  const renamed = new Map(
    (node.outputRewrites ?? []).flatMap((one) =>
      one.kind === 'KeyRenamer' ? [[one.path.at(-1), one.renameKeyTo] as const] : [],
    ),
  );
  return {
    service: node.serviceName,
    path,
    async ask(run, more) {
      const variables: Record<string, unknown> = { ...more };
      for (const name of names)
        if (Object.hasOwn(run.variables, name) && run.variables[name] !== undefined)
          variables[name] = run.variables[name];
      try {
        const answer = await run.sourceOf(node.serviceName)({ ...request, variables }, run.context);
        return checkedAnswer(answer) ?? { data: null, errors: [notGraphql(node.serviceName)] };
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return { data: null, errors: [formatted(error)] };
      }
    },
    rename: (given) =>
      renamed.size === 0
        ? given
        : given.map((part) => (typeof part === 'string' ? (renamed.get(part) ?? part) : part)),
    restore: compileRewrites(node.outputRewrites, types),
  };
}

/** A fetch of root fields; what it answers goes to every object at its place (there is one, but for odd plans). */
export function compileRootFetch(node: FetchNode, path: PlanPath, types: Types): Step {
  const fetch = prepareFetch(node, path, types);
  const roots = rootNames(node.operation).map((name) => [name]);
  return async (run) => {
    const targets = objectsAt(run.data, path);
    if (targets.length > 0) takeRoot(await fetch.ask(run), run);
  };

  function takeRoot<Context>(answer: SubgraphAnswer, run: Run<Context>): void {
    receiveRoot(fetch, answer, run, roots);
  }
}

/** Takes the answer of root fields, as fetched or as an event brought it. */
export function receiveRoot<Context>(
  fetch: Fetch,
  { data, errors }: SubgraphAnswer,
  run: Run<Context>,
  roots: readonly ResponsePath[],
): void {
  if (data) {
    fetch.restore?.(data);
    for (const target of objectsAt(run.data, fetch.path)) merge(target, data);
  }
  if (!data && !errors?.length)
    run.errors.push(...at(roots, { message: `${fetch.service} answered nothing` }));
  for (const error of errors ?? []) {
    // Whoever tells no place knew of none: each of the fields was lost.
    const places = error.path ? [fetch.rename(error.path)] : roots;
    const bases = fetch.path.length === 0 ? [[]] : pathsAt(run.data, fetch.path);
    run.errors.push(
      ...bases.flatMap((base) =>
        at(
          places.map((place) => [...base, ...place]),
          error,
        ),
      ),
    );
  }
}

/** What each of these places is told of one error of a subgraph. */
export const at = (
  places: readonly ResponsePath[],
  { message, extensions = {} }: Pick<GraphQLFormattedError, 'message' | 'extensions'>,
): GraphQLError[] => places.map((path) => new GraphQLError(message, { path, extensions }));

export function rootNames(operation: string): string[] {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((one) =>
    one.kind === Kind.FIELD ? [(one.alias ?? one.name).value] : [],
  );
}

const formatted = ({ message, extensions }: GraphQLError): GraphQLFormattedError => ({ message, extensions });

const notGraphql = (service: string): GraphQLFormattedError => ({
  message: `${service} answered something else than GraphQL`,
  extensions: { code: 'SERVICE_UNAVAILABLE' },
});
