import { badInput } from './errors.ts';

/** How many a page may hold: at least 1, at most the limit that the schema's description says. */
export function clampFirst(first: number, limit: number): number {
  if (first < 1 || first > limit) throw badInput(`每页条数（first）应在 1 到 ${limit} 之间，收到 ${first}。`);
  return first;
}
