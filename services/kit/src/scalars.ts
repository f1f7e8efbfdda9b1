import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

function parseMoment(value: unknown): Date {
  const at =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value)
      ? new Date(value)
      : null;
  if (!at || Number.isNaN(at.getTime()))
    throw new GraphQLError('时间格式不对，应为 ISO 8601，例如 2026-11-23T08:30:00.000Z。', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  return at;
}

/** `DateTime`: a Date inside, ISO 8601 in UTC with milliseconds on the wire. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : parseMoment(value)).toISOString(),
  parseValue: parseMoment,
  parseLiteral: (node) => parseMoment(node.kind === Kind.STRING ? node.value : undefined),
});
