import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

function parseFen(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError('金额应为整数，单位是分。', { extensions: { code: 'BAD_USER_INPUT' } });
}

/** `Fen`: a whole number that a program counts exactly; GraphQL's Int would end at 21 million yuan. */
export const Fen = new GraphQLScalarType<number, number>({
  name: 'Fen',
  serialize: parseFen,
  parseValue: parseFen,
  parseLiteral: (node) => parseFen(node.kind === Kind.INT ? Number(node.value) : undefined),
});
