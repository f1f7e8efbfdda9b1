import type { GraphQLFormattedError } from 'graphql';
import { isObject } from './json.ts';
import type { SubgraphAnswer } from './source.ts';

/** What a subgraph answered, as far as it has the form of a GraphQL answer; undefined where it has not. */
export function checkedAnswer(answer: unknown): SubgraphAnswer | undefined {
  if (!isObject(answer)) return undefined;
  const { data, errors } = answer;
  if (data !== undefined && data !== null && !isObject(data)) return undefined;
  if (errors === undefined || errors === null) return { data: data ?? null };
  if (!Array.isArray(errors) || !errors.every(isObject)) return undefined;
  return { data: data ?? null, errors: errors.map(checkedError) };
}

function checkedError({ message, path, extensions }: Record<string, unknown>): GraphQLFormattedError {
  return {
    message: typeof message === 'string' && message ? message : 'the subgraph gave no reason',
    ...(isPath(path) ? { path } : {}),
    ...(isObject(extensions) ? { extensions } : {}),
  };
}

const isPath = (path: unknown): path is (string | number)[] =>
  Array.isArray(path) && path.every((part) => typeof part === 'string' || typeof part === 'number');
