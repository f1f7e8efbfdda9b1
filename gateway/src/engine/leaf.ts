import { type GraphQLLeafType, isEnumType } from 'graphql';

type IsValid = (value: unknown) => boolean;

const BUILT_IN: Record<string, IsValid> = {
  Int: Number.isInteger,
  Float: Number.isFinite,
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};

/** Whether a subgraph's value may stand where this type is promised; of a scalar of its own making a subgraph says anything. */
export function leafCheck(type: GraphQLLeafType): IsValid {
  if (!isEnumType(type)) return BUILT_IN[type.name] ?? (() => true);
  const names = new Set(type.getValues().map(({ name }) => name));
  return (value) => typeof value === 'string' && names.has(value);
}
