import { GraphQLError } from 'graphql';

/**
 * The problems that are thrown to a client on purpose. All else that is thrown is a bug and is masked.
 * Messages are for people (Chinese); `extensions.code` is for programs and never changes.
 */
const thrown = (code: string, message: string, status: number, more: Record<string, unknown> = {}) =>
  new GraphQLError(message, { extensions: { code, ...more, http: { status } } });

export const unauthenticated = (message = '您还没有登录，或登录已过期。请重新登录。') =>
  thrown('UNAUTHENTICATED', message, 401);

export const forbidden = (message = '您没有查看或操作这项内容的权限。如有需要，请联系上级党组织管理员。') =>
  thrown('FORBIDDEN', message, 200);

/** Programs read `reason`; the console then asks for the second factor and sends the same request again. */
export const stepUpRequired = (message = '这项操作需要重新验证身份。请输入动态口令后再试。') =>
  thrown('FORBIDDEN', message, 200, { reason: 'STEP_UP_REQUIRED' });

export const notFound = (message: string) => thrown('NOT_FOUND', message, 200);

/** What was found; NOT_FOUND otherwise, so that in an answer its place is null and says why. */
export function foundOr<T>(found: T | null | undefined, message: string): T {
  if (found === null || found === undefined) throw notFound(message);
  return found;
}

/** `reason` is a stable code of its own where a program must tell cases apart, e.g. ID_REUSED. */
export const badInput = (message: string, reason?: string) =>
  thrown('BAD_USER_INPUT', message, 200, reason ? { reason } : {});

export const tooMany = (message: string, retryAfterSeconds: number) =>
  thrown('RATE_LIMITED', message, 200, { retryAfterSeconds });

/** Nothing is wrong with the request: the same one is answered later. */
export const unavailable = (message: string, retryAfterSeconds: number) =>
  thrown('SERVICE_UNAVAILABLE', message, 200, { retryAfterSeconds });
