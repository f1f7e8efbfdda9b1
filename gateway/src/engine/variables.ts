import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Json } from './source.ts';

type Values = { readonly errors: readonly GraphQLError[] } | { readonly coerced: Json };

/** An operation's variables by their types, with defaults; or what is wrong with them. */
export function valuesOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Json>,
): Values {
  if (variableDefinitions.length === 0) return { coerced: {} };
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given);
  return errors ? { errors: errors.map(asBadInput) } : { coerced };
}

const asBadInput = ({ message, nodes }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } });

export const noSuchOperation = (): GraphQLError =>
  new GraphQLError('请求里没有这个名称的操作。', { extensions: { code: 'BAD_USER_INPUT' } });
