import type { Json } from './source.ts';

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads one key of many objects. */
export const reader = (key: string): ((from: Json) => unknown) =>
  key in Object.prototype ? (from) => read(from, key) : (from) => from[key];

/** Reads a key of an object that came as JSON: its own, for a field may be named `constructor`. */
export const read = (from: Json, key: string): unknown =>
  key in Object.prototype ? (Object.hasOwn(from, key) ? from[key] : undefined) : from[key];

/** Writes a key, also one that an object's prototype has a setter for. */
export function write(into: Json, key: string, value: unknown): void {
  if (key !== '__proto__') into[key] = value;
  else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Puts what one subgraph answered into what others have: objects key by key, lists place by place. Whoever comes later, what
 * is known stays: a null takes nothing away, and a shorter list cuts none.
 */
export function merge(into: Json, from: Json): void {
  for (const key of Object.keys(from)) {
    const given = read(from, key);
    if (given !== undefined) write(into, key, merged(read(into, key), given));
  }
}

function merged(known: unknown, given: unknown): unknown {
  if (known === undefined || known === null) return given;
  if (given === undefined || given === null) return known;
  if (isObject(known)) {
    if (isObject(given)) merge(known, given);
    return known; // an object says more than a list or a leaf
  }
  if (isObject(given)) return given;
  if (!Array.isArray(known)) return given;
  if (Array.isArray(given)) for (const [i, one] of given.entries()) known[i] = merged(known[i], one);
  return known;
}

/** A copy that shares nothing with the original. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (!isObject(value)) return value;
  const made: Json = {};
  for (const key of Object.keys(value)) write(made, key, copy(value[key]));
  return made as T;
}
