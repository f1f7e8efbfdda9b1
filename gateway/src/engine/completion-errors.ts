import { GraphQLError } from 'graphql';
import type { Fault } from './shapes.ts';

const keyOf = (path: readonly unknown[]): string => JSON.stringify(path);

/**
 * All errors of an execution. What is wrong with the response is an error like others, unless an error at, below or above
 * that place already says why; a field that is not there at all is explained by any error of its object too, for a
 * subgraph leaves out the whole of it.
 */
export function collected(told: readonly GraphQLError[], faults: readonly Fault[]): readonly GraphQLError[] {
  if (faults.length === 0) return told;
  const exact = new Set<string>();
  const above = new Set<string>();
  for (const { path = [] } of told) {
    exact.add(keyOf(path));
    for (let i = 0; i <= path.length; i++) above.add(keyOf(path.slice(0, i)));
  }
  const isTold = ({ path, isAbsent }: Fault): boolean =>
    above.has(keyOf(path)) ||
    path.some((_, i) => exact.has(keyOf(path.slice(0, i)))) ||
    (isAbsent && path.length > 1 && above.has(keyOf(path.slice(0, -1))));
  const untold = faults.filter((fault) => !isTold(fault));
  return [...told, ...untold.map(({ path, message }) => new GraphQLError(message, { path }))];
}
