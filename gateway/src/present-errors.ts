import { type ExecutionResult, GraphQLError } from 'graphql';

/** Codes that clients may rely on; everything else is a bug of ours and says no more than that. */
const KNOWN = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);
const SHOWN = ['code', 'reason', 'retryAfterSeconds'];

/** What a client sees of errors: message, path, stable code; nothing of the inside of the mesh. */
export function present(result: ExecutionResult): ExecutionResult {
  if (!result.errors?.length) return result;
  return { ...result, errors: result.errors.map(presentError) };
}

export function presentError(error: GraphQLError): GraphQLError {
  const code = KNOWN.has(String(error.extensions?.['code']))
    ? String(error.extensions['code'])
    : codeOf(error);
  const extensions = {
    ...Object.fromEntries(
      SHOWN.filter((key) => error.extensions?.[key] !== undefined).map((key) => [key, error.extensions[key]]),
    ),
    code,
  };
  const message = code === 'INTERNAL_SERVER_ERROR' ? '系统出错了，我们已记录。请稍后再试。' : error.message;
  return new GraphQLError(message, {
    path: error.path,
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions,
  });
}

/** graphql-js's own complaints about a document or its variables carry no code; they have no original error either. */
function codeOf(error: GraphQLError): string {
  if (error.originalError || error.path || error.extensions?.['code']) return 'INTERNAL_SERVER_ERROR';
  return 'BAD_USER_INPUT';
}
