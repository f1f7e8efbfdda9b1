import type { GraphQLError } from 'graphql';

const keyOf = (path: readonly unknown[]): string => JSON.stringify(path);

/**
 * All errors of an execution. A null where none may be is an error like others, unless an error at, below or above that
 * place already says why.
 */
export function collected(
  told: readonly GraphQLError[],
  completing: readonly GraphQLError[],
): readonly GraphQLError[] {
  if (completing.length === 0) return told;
  const exact = new Set<string>();
  const above = new Set<string>();
  for (const { path = [] } of told) {
    exact.add(keyOf(path));
    for (let i = 0; i <= path.length; i++) above.add(keyOf(path.slice(0, i)));
  }
  const isTold = (path: readonly unknown[]): boolean =>
    above.has(keyOf(path)) || path.some((_, i) => exact.has(keyOf(path.slice(0, i))));
  return [...told, ...completing.filter(({ path = [] }) => !isTold(path))];
}
