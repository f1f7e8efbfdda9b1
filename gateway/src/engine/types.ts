import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Which names of types a condition takes in. */
export type Types = { isOf(typename: string, condition: string): boolean };

/** Of a schema that knows every subgraph's types; each condition is looked up once. */
export function createTypes(schema: GraphQLSchema): Types {
  const members = new Map<string, ReadonlySet<string>>();

  function membersOf(condition: string): ReadonlySet<string> {
    const known = members.get(condition);
    if (known) return known;
    const type = schema.getType(condition);
    const names = new Set([condition]);
    if (type && isAbstractType(type)) {
      for (const { name } of schema.getPossibleTypes(type)) names.add(name);
      for (const other of Object.values(schema.getTypeMap()))
        if ((isInterfaceType(other) || isObjectType(other)) && schema.isSubType(type, other))
          names.add(other.name);
    }
    members.set(condition, names);
    return names;
  }

  return { isOf: (typename, condition) => typename === condition || membersOf(condition).has(typename) };
}
