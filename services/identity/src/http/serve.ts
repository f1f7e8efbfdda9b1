import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '@hongxin/kit/http';
import type { Log } from '@hongxin/kit/log';
import { TooManyPasswords } from '../account/password.ts';
import type { ReadDeviceKey } from '../device-key/device-key-store.ts';
import { answerOf, refuse, type Refused } from '../refusals.ts';
import { deviceOf } from '../session/device.ts';
import { RosterAway } from '../sign-in/roster.ts';
import type { AddressLimit } from './address-limit.ts';
import { askedOrigin, clientAddress } from './client-address.ts';
import { readBrowser } from './browser-cookie.ts';
import type { Answer, Route, Sender } from './route.ts';

const BODY_LIMIT = 16_384;

const OURS = ['/auth/', '/dev/', '/oauth/', '/.well-known/'];
/** Where passwords, codes and keys could be guessed at. */
const LIMITED = ['/auth/', '/oauth/'];

/** Signing in, besides GraphQL. Neither bodies nor queries reach the log: they hold numbers, codes and passwords. */
export function createPlainHttp(options: {
  routes: readonly Route[];
  limit: AddressLimit;
  readDeviceKey: ReadDeviceKey;
  /** Our address as browsers know it; null: as the gateway says. */
  publicOrigin: string | null;
  log: Log;
}) {
  const { routes, limit, readDeviceKey, publicOrigin, log } = options;

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
    if (!OURS.some((prefix) => path.startsWith(prefix))) return false;
    const known = routes.filter((route) => route.path === path);
    const tell = known.find((route) => route.tell)?.tell;
    const allow = known.map(({ method }) => method).join(', ');
    const answer = await respond(request, path, query, known).catch((error: unknown) =>
      afterFailure(error, path),
    );
    send(response, tell && 'refused' in answer ? tell(answer) : answer, allow);
    return true;
  };

  async function respond(
    request: IncomingMessage,
    path: string,
    query: string,
    known: readonly Route[],
  ): Promise<Answer | Refused> {
    if (LIMITED.some((prefix) => path.startsWith(prefix))) {
      const seconds = await limit(clientAddress(request));
      if (seconds > 0) return refuse('RATE_LIMITED', seconds);
    }
    const route = known.find(({ method }) => method === request.method);
    if (!route) return refuse(known.length > 0 ? 'METHOD_NOT_ALLOWED' : 'NOT_FOUND');
    const sender: Sender = {
      device: deviceOf(request.headers['user-agent'] ?? ''),
      origin: publicOrigin ?? askedOrigin(request),
      browser: readBrowser(request.headers.cookie),
      keyThumbprint: null,
    };
    const input = { query: new URLSearchParams(query), accept: request.headers.accept ?? '', sender };
    if (route.method === 'GET') return route.run({ ...input, body: undefined });
    const read = await readInput(request, BODIES[route.takes ?? 'JSON']);
    if ('refused' in read) return read;
    const proof = route.takes === 'FORM' ? undefined : request.headers['dpop'];
    if (proof === undefined) return route.run({ ...input, body: read.body });
    const keyThumbprint = await readDeviceKey({ proof: String(proof), method: route.method, path });
    if (keyThumbprint === null) return refuse('DEVICE_KEY_INVALID');
    return route.run({ ...input, sender: { ...sender, keyThumbprint }, body: read.body });
  }

  function afterFailure(error: unknown, path: string): Refused {
    if (error instanceof RosterAway) {
      log.warn({ err: error, path }, 'the roster is away; nobody signs in');
      return refuse('UNAVAILABLE', 5);
    }
    if (error instanceof TooManyPasswords) return refuse('RATE_LIMITED', 5);
    log.error({ err: error, path }, 'plain http failed');
    return refuse('INTERNAL');
  }
}

type BodyKind = { readonly type: RegExp; read(text: string): unknown };

/** What each kind of route takes: nothing else, so that no page of another site can send it as a form. */
const BODIES = {
  JSON: { type: /^application\/json\s*(;|$)/i, read: (text) => JSON.parse(text) as unknown },
  FORM: { type: /^application\/x-www-form-urlencoded\s*(;|$)/i, read: (text) => new URLSearchParams(text) },
} as const satisfies Record<string, BodyKind>;

async function readInput(request: IncomingMessage, kind: BodyKind): Promise<{ body: unknown } | Refused> {
  if (!kind.type.test(request.headers['content-type'] ?? '')) return refuse('UNSUPPORTED_MEDIA_TYPE');
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return refuse('BODY_TOO_LARGE');
  try {
    return { body: kind.read(await readBody(request, BODY_LIMIT)) };
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
  const { status, body, html, retryAfterSeconds, location, setCookie } = {
    ...NOTHING,
    ...('refused' in answer ? answerOf(answer) : answer),
  };
  const type = html === undefined ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  const headers: OutgoingHttpHeaders = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status !== 204 && status !== 302 && { 'content-type': type }),
    ...(location !== undefined && { location, 'referrer-policy': 'no-referrer' }),
    ...(setCookie !== undefined && { 'set-cookie': setCookie }),
    ...(html !== undefined && { 'content-security-policy': PAGE_POLICY }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 405 && { allow }),
    ...(status === 413 && { connection: 'close' }), // what is still coming is not read
  };
  response.writeHead(status, headers);
  response.end(status === 204 || status === 302 ? undefined : (html ?? JSON.stringify(body)));
}

const NOTHING: Partial<Omit<Answer, 'status'>> = {};
