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
export const isPromised = (code: unknown): boolean => KNOWN.has(String(code));

/** Of what is none of them. */
export const UNKNOWN_CODE = 'INTERNAL_SERVER_ERROR';
const SHOWN = ['code', 'reason', 'retryAfterSeconds'];

/** Of what is shown as a bug, once for a result, what nobody has reported yet, with its cause where there is one. */
export function bugOf({ errors }: ExecutionResult): Error | undefined {
  const bug = errors?.find(
    (error) => isUnreported(error) && presentError(error).extensions['code'] === UNKNOWN_CODE,
  );
  if (!bug) return undefined;
  if (bug.originalError) return bug.originalError;
  const path = bug.path?.map((part) => (typeof part === 'number' ? '@' : part)).join('.') ?? '';
  return new Error(`an error at ${path}`);
}

const isUnreported = ({ extensions }: GraphQLError): boolean => extensions?.['isReported'] !== true;

/** What a client sees of errors: message, path, stable code; nothing of the inside of the mesh. */
export function present(result: ExecutionResult): ExecutionResult {
  if (!result.errors?.length) return result;
  return { ...result, errors: result.errors.map(presentError) };
}

export function presentError(error: GraphQLError): GraphQLError {
  const code = isPromised(error.extensions?.['code']) ? String(error.extensions['code']) : codeOf(error);
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
