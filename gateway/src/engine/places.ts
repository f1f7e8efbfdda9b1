import { isObject, read } from './json.ts';
import type { Json } from './source.ts';

/** A way into the response as plans have it: names of fields, and `@` for every element of a list. */
export type PlanPath = readonly (string | number)[];
export type ResponsePath = readonly (string | number)[];

/** The objects at a place of the response, in order; nulls on the way lead nowhere. */
export function objectsAt(root: Json, path: PlanPath): Json[] {
  const found: Json[] = [];
  walk(root, path, 0, found);
  return found;
}

function walk(value: unknown, path: PlanPath, depth: number, found: Json[]): void {
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const one of value) walk(one, path, next, found);
  } else if (isObject(value)) {
    const key = path[depth];
    if (key === undefined) found.push(value);
    else walk(read(value, String(key)), path, depth + 1, found);
  }
}

/** Where the objects of `objectsAt` stand; asked only when one of them has an error. */
export function pathsAt(root: Json, path: PlanPath): ResponsePath[] {
  const found: ResponsePath[] = [];
  walkPaths(root, path, 0, [], found);
  return found;
}

function walkPaths(
  value: unknown,
  path: PlanPath,
  depth: number,
  here: ResponsePath,
  found: ResponsePath[],
): void {
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const [i, one] of value.entries()) walkPaths(one, path, next, [...here, i], found);
  } else if (isObject(value)) {
    const key = path[depth];
    if (key === undefined) found.push(here);
    else walkPaths(read(value, String(key)), path, depth + 1, [...here, key], found);
  }
}
