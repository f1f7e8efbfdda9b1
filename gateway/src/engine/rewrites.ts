import type { FetchDataRewrite } from '@apollo/query-planner';
import { isObject, read, write } from './json.ts';
import type { Json } from './source.ts';
import type { Types } from './types.ts';

export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** What a fetch's plan has changed of what is sent or received: names of types, aliases of conflicting fields. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: Types,
): Rewrite | undefined {
  if (!rewrites?.length) return undefined;
  const steps = rewrites.map((rewrite) => at(rewrite.path.slice(0, -1), change(rewrite), types));
  return (value) => {
    for (const step of steps) step(value);
  };
}

function change(rewrite: FetchDataRewrite): (object: Json) => void {
  const key = rewrite.path.at(-1) ?? '';
  if (rewrite.kind === 'ValueSetter') return (object) => write(object, key, rewrite.setValueTo);
  return (object) => {
    const value = read(object, key);
    if (value === undefined) return;
    write(object, rewrite.renameKeyTo, value);
    object[key] = undefined;
  };
}

function at(path: readonly string[], then: (object: Json) => void, types: Types): Rewrite {
  const [first, ...rest] = path;
  if (first === undefined) return eachObject(then);
  const next = at(rest, then, types);
  if (!first.startsWith(FRAGMENT)) return eachObject((object) => next(read(object, first)));
  const condition = first.slice(FRAGMENT.length);
  return eachObject((object) => {
    const typename = object['__typename'];
    if (typeof typename !== 'string' || types.isOf(typename, condition)) next(object);
  });
}

function eachObject(then: (object: Json) => void): Rewrite {
  return function visit(value) {
    if (Array.isArray(value)) for (const one of value) visit(one);
    else if (isObject(value)) then(value);
  };
}
