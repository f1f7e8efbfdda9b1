import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * Items that must be there become promises, for graphql-js forgets the earlier items of a list when a later one throws at
 * once, and what of those is refused afterwards would be nobody's: an unhandled rejection, which ends the process. A caller
 * who may see one row and not the next would be enough. What is a promise cannot throw at once.
 */
export function keepItemsApart(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const list = getNullableType(field.type);
      if (!isListType(list) || !isNonNullType(list.ofType) || isLeafType(getNamedType(list))) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (...asked) => {
        const value: unknown = resolve(...asked);
        return value instanceof Promise ? value.then(apart) : apart(value);
      };
    }
  }
  return schema;
}

const apart = (value: unknown): unknown =>
  Array.isArray(value) && value.length > 1 ? value.map((item) => Promise.resolve(item)) : value;
