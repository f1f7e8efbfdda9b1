import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObject, merge, reader, write } from './json.ts';
import type { Json } from './source.ts';
import type { Types } from './types.ts';

/** What is sent of an object so that a subgraph finds its entity; null where not all that is needed is known. */
export type Represent = (object: Json) => Json | null;

type Add = (object: Json, into: Json) => boolean;

export function compileRepresentation(
  selections: readonly QueryPlanSelectionNode[],
  types: Types,
): Represent {
  const steps = selections.map((one): Add => {
    if (one.kind === 'Field')
      return addField(one.alias ?? one.name, one.selections && compileRepresentation(one.selections, types));
    const represent = compileRepresentation(one.selections, types);
    return one.typeCondition === undefined ? () => true : addFragment(one.typeCondition, represent, types);
  });
  return (object) => {
    const made: Json = {};
    return steps.every((step) => step(object, made)) ? made : null;
  };
}

function addField(name: string, represent: Represent | undefined): Add {
  const read = reader(name);
  return (object, into) => {
    const value = read(object);
    // A field that is not there was lost with an error of its own: the entity cannot be asked for.
    if (value === undefined) return false;
    write(into, name, represent ? represented(value, represent) : value);
    return true;
  };
}

function represented(value: unknown, represent: Represent): unknown {
  if (Array.isArray(value)) return value.map((one) => represented(one, represent));
  return isObject(value) ? represent(value) : null;
}

function addFragment(condition: string, represent: Represent, types: Types): Add {
  return (object, into) => {
    const typename = object['__typename'];
    if (typeof typename !== 'string' || !types.isOf(typename, condition)) return true;
    const made = represent(object);
    if (made) merge(into, made);
    return true;
  };
}
