import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Check, answerHealth } from '@hongxin/kit/health';
import { BodyTooLarge, readBody } from '@hongxin/kit/http';
import type { Log } from '@hongxin/kit/log';
import { sendNodeResponse } from '@whatwg-node/server';
import type { Admission } from './admission.ts';
import { bearer, type Caller } from './caller.ts';
import { AGAIN_AFTER_S } from './callers-known.ts';
import { clientAddressOf } from './client-address.ts';
import type { createEventStreamDoor } from './event-stream-door.ts';
import { chargeOf, type Pace } from './pace.ts';
import type { createPlainDoor } from './plain-door.ts';
import { createProxy } from './proxy.ts';
import { secureAnswer, secureData, securePage } from './security-headers.ts';
import type { createHttpGraphql } from './yoga.ts';

const BODY_LIMIT = 262_144;
/** Signing in, and other systems' tokens. */
const IDENTITYS = /^\/(auth|oauth)\/|^\/dev\/inbox$|^\/\.well-known\/oauth-authorization-server$/;

type Options = {
  readonly instance: string;
  readonly graphql: ReturnType<typeof createHttpGraphql>;
  readonly readCaller: (token: string) => Promise<Caller | null>;
  /** Before yoga: the common requests, and live streams. */
  readonly plain: Pick<ReturnType<typeof createPlainDoor>, 'answer'>;
  readonly eventStreams: ReturnType<typeof createEventStreamDoor>;
  readonly admit: Admission;
  /** Of a caller's requests: what they cost is charged to it. */
  readonly pace: Pace;
  /** Where signing in is; without it there is none here. */
  readonly identityUrl?: string | undefined;
  /** Proxies of ours before the gateway. */
  readonly proxies: number;
  readonly demoUrl?: string | undefined;
  readonly pages?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly checks: Record<string, Check>;
  /** Whether tokens can be judged; until then nobody is let in by one. */
  readonly knowsCallers?: () => boolean;
  /** What readiness tells besides. */
  readonly details?: () => Record<string, unknown>;
  readonly log: Log;
};

/** The public door: where each path goes. */
export function createHandler(options: Options) {
  const { graphql, log } = options;
  const identity = options.identityUrl ? createProxy(options.identityUrl, options.proxies, log) : undefined;
  const demo = options.demoUrl ? createProxy(options.demoUrl, options.proxies, log) : undefined;

  return (request: IncomingMessage, response: ServerResponse): void => {
    route(request, response).catch((error) => {
      log.error({ err: error }, 'request failed');
      if (!response.headersSent)
        answerJson(response, 500, 'INTERNAL_SERVER_ERROR', '系统出错了，我们已记录。请稍后再试。');
      else response.destroy();
    });
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '/';
    secureAnswer(request, response, options.proxies);
    const isForCallers = path === '/graphql' || path.startsWith('/demo/');
    if (isForCallers && request.headers.authorization && options.knowsCallers?.() === false) {
      response.setHeader('retry-after', AGAIN_AFTER_S);
      return answerJson(response, 503, 'SERVICE_UNAVAILABLE', '系统刚刚启动，正在核对登录状态。请稍后再试。');
    }
    if (path === '/graphql') return answerGraphql(request, response);
    secureData(response);
    if (
      await answerHealth(
        path,
        response,
        { service: 'gateway', instance: options.instance, ...options.details?.() },
        options.checks,
      )
    )
      return;
    if (identity && IDENTITYS.test(path)) return identity(request, response);
    if (path.startsWith('/demo/')) return answerDemo(request, response);
    if (options.pages && (request.method === 'GET' || request.method === 'HEAD')) {
      securePage(request, response);
      return options.pages(request, response);
    }
    answerJson(response, 404, 'NOT_FOUND', '没有这个地址。');
  }

  async function answerGraphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST' && !isJson(request))
      return answerJson(
        response,
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        '请求正文须为 JSON（content-type: application/json）。',
      );
    const { address } = clientAddressOf(request, options.proxies);
    const name = await options.admit(bearer(request.headers.authorization), address);
    if (name === null) return answerJson(response, 429, 'RATE_LIMITED', '请求过于频繁，请稍后再试。');
    const body = await bodyOf(request);
    if (body === null)
      return answerJson(response, 413, 'BAD_USER_INPUT', '请求太大：正文最多 256 KiB。请拆成几次发送。');
    const charge = (cost: number): void => options.pace.charge(name, chargeOf(cost));
    if (await options.plain.answer(request, response, body, charge)) return;
    if (await options.eventStreams.answer(request, response, body, charge)) return;
    await answerByYoga(request, response, body, charge);
  }

  async function answerByYoga(
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
    charge: (cost: number) => void,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const method = request.method ?? 'GET';
    const init: RequestInit = { method, headers, signal: gone.signal, ...(hasBody(method) ? { body } : {}) };
    const url = new URL(request.url ?? '/graphql', 'http://gateway').href;
    await sendNodeResponse(await graphql.fetch(url, init, { charge }), response, request, true);
  }

  /** The simulated day is for staff only, and only where a launcher offers it. */
  async function answerDemo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!demo) return answerJson(response, 404, 'NOT_FOUND', '这里没有演示功能。');
    const token = bearer(request.headers.authorization);
    const caller = token ? await options.readCaller(token) : null;
    if (!caller) return answerJson(response, 401, 'UNAUTHENTICATED', '登录已过期，请重新登录。');
    if (caller.viewer.kind !== 'STAFF')
      return answerJson(response, 403, 'FORBIDDEN', '只有工作人员可以使用演示功能。');
    demo(request, response);
  }
}

const hasBody = (method: string | undefined): boolean => method !== 'GET' && method !== 'HEAD';

/** Null for one that is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  if (!hasBody(request.method)) return '';
  try {
    return await readBody(request, BODY_LIMIT);
  } catch (error) {
    if (error instanceof BodyTooLarge) return null;
    throw error;
  }
}

/** What a browser sends to another site without asking first (forms, text) is not taken. */
const isJson = ({ headers }: IncomingMessage): boolean =>
  /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');

function answerJson(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    connection: status === 413 ? 'close' : 'keep-alive',
  });
  response.end(JSON.stringify({ code, message, errors: [{ message, extensions: { code } }] }));
}
