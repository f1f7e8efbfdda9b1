import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '@hongxin/kit/http';
import type { Log } from '@hongxin/kit/log';
import { answerOf, refuse, type Refused } from '../refusals.ts';
import { RosterAway } from '../sign-in/roster.ts';
import type { AddressLimit } from './address-limit.ts';
import { clientAddress } from './client-address.ts';
import type { Answer, Route } from './route.ts';

const BODY_LIMIT = 16_384;

/** Signing in, besides GraphQL. Neither bodies nor queries reach the log: they hold numbers, codes and passwords. */
export function createPlainHttp(options: { routes: readonly Route[]; limit: AddressLimit; log: Log }) {
  const { routes, limit, log } = options;

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
    if (!path.startsWith('/auth/') && !path.startsWith('/dev/')) return false;
    const known = routes.filter((route) => route.path === path);
    const allow = known.map(({ method }) => method).join(', ');
    const answer = await respond(request, path, query, known).catch((error: unknown) =>
      afterFailure(error, path),
    );
    send(response, answer, allow);
    return true;
  };

  async function respond(
    request: IncomingMessage,
    path: string,
    query: string,
    known: readonly Route[],
  ): Promise<Answer | Refused> {
    if (path.startsWith('/auth/')) {
      const seconds = await limit(clientAddress(request));
      if (seconds > 0) return refuse('RATE_LIMITED', seconds);
    }
    const route = known.find(({ method }) => method === request.method);
    if (!route) return refuse(known.length > 0 ? 'METHOD_NOT_ALLOWED' : 'NOT_FOUND');
    const input = { query: new URLSearchParams(query), accept: request.headers.accept ?? '' };
    if (route.method === 'GET') return route.run({ ...input, body: undefined });
    const read = await readJson(request);
    return 'refused' in read ? read : route.run({ ...input, body: read.json });
  }

  function afterFailure(error: unknown, path: string): Refused {
    if (error instanceof RosterAway) {
      log.warn({ err: error, path }, 'the roster is away; nobody signs in');
      return refuse('UNAVAILABLE', 5);
    }
    log.error({ err: error, path }, 'plain http failed');
    return refuse('INTERNAL');
  }
}

async function readJson(request: IncomingMessage): Promise<{ json: unknown } | Refused> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return refuse('UNSUPPORTED_MEDIA_TYPE');
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return refuse('BODY_TOO_LARGE');
  try {
    return { json: JSON.parse(await readBody(request, BODY_LIMIT)) };
  } catch (error) {
    if (error instanceof BodyTooLarge) return refuse('BODY_TOO_LARGE');
    const isCutOff = request.destroyed && !request.complete;
    if (error instanceof SyntaxError || isCutOff)
      return { ...refuse('BAD_USER_INPUT'), message: '请求内容不是完整的 JSON。' };
    throw error;
  }
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function send(response: ServerResponse, answer: Answer | Refused, allow: string): void {
  const { status, body, html, retryAfterSeconds } = {
    ...NOTHING,
    ...('refused' in answer ? answerOf(answer) : answer),
  };
  const type = html === undefined ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  const headers: OutgoingHttpHeaders = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status !== 204 && { 'content-type': type }),
    ...(html !== undefined && { 'content-security-policy': PAGE_POLICY }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 405 && { allow }),
    ...(status === 413 && { connection: 'close' }), // what is still coming is not read
  };
  response.writeHead(status, headers);
  response.end(status === 204 ? undefined : (html ?? JSON.stringify(body)));
}

const NOTHING: { body?: unknown; html?: string; retryAfterSeconds?: number } = {};
