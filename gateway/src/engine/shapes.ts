import {
  type FieldNode,
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import type { CollectFields } from './collect-fields.ts';
import type { Named } from './field-names.ts';
import { isObject, reader, write } from './json.ts';
import { leafCheck } from './leaf.ts';
import type { Json } from './source.ts';

/** A null that may not stand where it is: the place above becomes null. */
export const BUBBLE = Symbol('bubble');

/** What is wrong with a value, and whether there was none at all. */
export type Fault = {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly isAbsent: boolean;
};

/** While a response is being made: where, and what was wrong. */
export type Making = {
  readonly path: (string | number)[];
  readonly faults: Fault[];
  introspect(fields: readonly FieldNode[]): unknown;
};

/** An object of one type as the client selected it; BUBBLE when it cannot stand. */
export type Shape = (object: Json, making: Making) => Json | typeof BUBBLE;

/** A value as its type wants it; null where it is none, BUBBLE where null may not be. */
type Complete = (value: unknown, making: Making) => unknown;

type Field = { readonly name: string; of(object: Json, making: Making): unknown };

/** Compiles selections to functions, each when it is first met. */
export function createShapes(schema: GraphQLSchema, collect: CollectFields, nameOf: Named['nameOf']) {
  function objectShape(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Shape {
    let fields: Field[] | undefined;
    return (object, making) => {
      fields ??= [...collect(type, sets)].map(([name, nodes]) => compileField(type, name, nodes));
      const made: Json = {};
      for (let i = 0; i < fields.length; i++) {
        const field = fields[i] as Field;
        const value = field.of(object, making);
        if (value === BUBBLE) return BUBBLE;
        write(made, field.name, value);
      }
      return made;
    };
  }

  function compileField(parent: GraphQLCompositeType, name: string, nodes: readonly FieldNode[]): Field {
    const [first] = nodes as [FieldNode];
    const { name: field } = first;
    if (field.value === '__typename')
      return { name, of: () => (isObjectType(parent) ? parent.name : BUBBLE) };
    if (field.value === '__schema' || field.value === '__type')
      return { name, of: (_, { introspect }) => introspect(nodes) };
    const { type } = (isUnionType(parent) ? {} : parent.getFields())[field.value]!;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const complete = completion(type, sets, `${parent.name}.${field.value}`);
    // Fields of one response name are one field with the same arguments: they have one name there.
    const read = reader(nameOf(first));
    return {
      name,
      of(object, making) {
        making.path.push(name);
        const value = complete(read(object), making);
        making.path.pop();
        return value;
      },
    };
  }

  function completion(type: GraphQLOutputType, sets: readonly SelectionSetNode[], of: string): Complete {
    if (!isNonNullType(type)) return nullable(type, sets, of);
    const complete = nullable(getNullableType(type), sets, of);
    return (value, making) => {
      const before = making.faults.length;
      const made = complete(value, making);
      if (made !== null) return made;
      if (making.faults.length === before)
        complain(making, `Cannot return null for non-nullable field ${of}.`, value === undefined);
      return BUBBLE;
    };
  }

  function nullable(type: GraphQLOutputType, sets: readonly SelectionSetNode[], of: string): Complete {
    if (isListType(type)) return list(completion(type.ofType, sets, of), of);
    if (isCompositeType(type)) return composite(sets, of, type);
    if (!isLeafType(type)) throw new Error(`${of} has a type that no field can have`);
    const isValid = leafCheck(type);
    return (value, making) => {
      if (value === null || value === undefined) return null;
      if (isValid(value)) return value;
      return complain(making, `Invalid value for ${of} of type ${type.name}.`);
    };
  }

  const isPossible = (declared: GraphQLAbstractType, type: GraphQLNamedType): type is GraphQLObjectType =>
    isObjectType(type) && schema.isSubType(declared, type);

  /** The object itself says what it is; where nobody asked it, it is what the field promises. */
  function composite(
    sets: readonly SelectionSetNode[],
    of: string,
    declared: GraphQLCompositeType,
  ): Complete {
    const shapes = new Map([[declared.name, objectShape(declared, sets)]]);
    const shapeFor = (typename: string): Shape | undefined => {
      const known = shapes.get(typename);
      const type = known ? undefined : schema.getType(typename);
      if (!type || !isAbstractType(declared) || !isPossible(declared, type)) return known; // names that are no types are not kept: a subgraph could invent many
      const shape = objectShape(type, sets);
      shapes.set(typename, shape);
      return shape;
    };
    return (value, making) => {
      if (value === null || value === undefined) return null;
      if (!isObject(value)) return complain(making, `${of} should be an object.`);
      const typename = value['__typename'] ?? declared.name;
      const shape = typeof typename === 'string' ? shapeFor(typename) : undefined;
      if (!shape) return complain(making, `The type of the object in ${of} is not known.`);
      const made = shape(value, making);
      return made === BUBBLE ? null : made;
    };
  }

  return { objectShape };
}

function list(complete: Complete, of: string): Complete {
  return (value, making) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return complain(making, `${of} should be a list.`);
    const { path } = making;
    const made: unknown[] = [];
    let stands = true;
    for (let i = 0; i < value.length; i++) {
      path.push(i);
      const one = complete(value[i], making);
      path.pop();
      if (one === BUBBLE) stands = false;
      made.push(one);
    }
    return stands ? made : null;
  };
}

function complain({ faults, path }: Making, message: string, isAbsent = false): null {
  faults.push({ path: [...path], message, isAbsent });
  return null;
}
