import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hongxin/kit/log';
import { GraphQLError } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from './caller.ts';
import { measure } from './clients/cost.ts';
import type { CheckDocument } from './document-rules.ts';
import { parseDocument } from './document-size.ts';
import type { Federation } from './federation.ts';
import { isAllowedOrigin } from './origin.ts';
import { endedBy, type Revocations } from './revocations.ts';
import { createCounter, createMessageMeter, type SocketLimits } from './socket-limits.ts';
import { chargeOf, createPace, type Pace } from './pace.ts';
import { operationOf } from './yoga.ts';
import type { GatewayContext } from './subgraph-source.ts';

const MAX_MESSAGE = 65_536;
const PING_MS = 5_000;
const SILENT_MS = 30_000;

const TOO_MANY = 4429;
/** Who is sent away and comes back at once is let in at this pace: each socket brings a burst of messages of its own. */
const COMING_BACK = { perSecond: 1, longestMs: 5_000 };

/** A subscription begins with a snapshot: it counts as so many requests more. */
const BEGINNING = 1;

type Extra = { socket: WebSocket; request: IncomingMessage; session?: Session };
/** One socket's caller. The context object is shared by its operations, so a renewed token holds for them all at once. */
type Session = {
  context: GatewayContext;
  /** Under whom the socket is counted. */
  name: string;
  expires?: NodeJS.Timeout;
  pings: NodeJS.Timeout;
};

type Options = {
  readonly federation: Federation;
  readonly readCaller: (token: string) => Promise<Caller | null>;
  readonly revocations: Pick<Revocations, 'onSessionEnded'>;
  readonly check: CheckDocument;
  readonly limits: SocketLimits;
  readonly pace: Pace;
  readonly allowedOrigins: readonly string[];
  readonly log: Log;
};

/**
 * graphql-transport-ws at the same address as HTTP. The token comes with `connection_init { accessToken }` and may be
 * renewed in place with a `ping { accessToken }` of the same caller; without that the socket closes when it expires (4403),
 * and at once when its session ends.
 */
export function createWebSocketGraphql(options: Options) {
  const { federation, readCaller, limits, log } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  const callers = createCounter(limits.socketsPerCaller);
  const comeBack = createPace({ ...COMING_BACK, burst: limits.socketsPerCaller + 1 });
  const open = new Set<Extra>();
  /** Under whom the operations of a socket are paced, by its context. */
  const names = new WeakMap<GatewayContext, string>();
  sockets.on('connection', (socket) => meter(socket, limits.messagesPerSecond));
  options.revocations.onSessionEnded((session) => {
    for (const extra of open)
      if (extra.session && endedBy(extra.session.context.viewer) === session)
        extra.socket.close(CloseCode.Forbidden, 'Session ended');
  });

  /** False when the caller has as many sockets as it may. */
  function enter(extra: Extra, caller: Caller | null, name: string): boolean {
    if (!callers.enter(name)) return false;
    extra.session = { context: { viewer: null }, name, pings: startPings(extra.socket) };
    names.set(extra.session.context, name);
    open.add(extra);
    keep(extra.session, extra.socket, caller);
    return true;
  }

  function leave(extra: Extra): void {
    if (!extra.session || !open.delete(extra)) return;
    clearTimeout(extra.session.expires);
    clearInterval(extra.session.pings);
    callers.leave(extra.session.name);
  }

  function keep(session: Session, socket: WebSocket, caller: Caller | null): void {
    clearTimeout(session.expires);
    session.context.viewer = caller?.viewer ?? null;
    if (caller)
      session.expires = setTimeout(
        () => socket.close(CloseCode.Forbidden, 'Token expired'),
        caller.expiresAt - Date.now(),
      );
  }

  const server = useServer<{ accessToken?: unknown }, Extra>(
    {
      schema: federation.schema,
      connectionInitWaitTimeout: 3_000,
      parse: parseDocument,
      validate: options.check,
      async onConnect({ connectionParams, extra }) {
        const token = connectionParams?.accessToken;
        const caller = typeof token === 'string' ? await readCaller(token) : null;
        if (token !== undefined && !caller) return false; // 4403
        const name = nameOf(extra, caller);
        const delay = comeBack.enter(name);
        if (delay !== 0) await wait(delay ?? COMING_BACK.longestMs);
        if (extra.socket.readyState !== extra.socket.OPEN) return false;
        if (delay !== null && enter(extra, caller, name)) return true;
        extra.socket.close(TOO_MANY, 'Too many connections');
        return false;
      },
      async onPing({ extra }, payload) {
        const token = payload?.['accessToken'];
        const caller = typeof token === 'string' ? await readCaller(token) : null;
        const { session } = extra;
        const before = session?.context.viewer;
        if (session && caller && caller.viewer.sub === before?.sub && caller.viewer.kind === before.kind)
          keep(session, extra.socket, caller);
      },
      onClose: ({ extra }) => leave(extra),
      async onSubscribe({ subscriptions, extra }) {
        if (Object.keys(subscriptions).length > limits.operationsPerSocket)
          return [tooManyOperations(limits.operationsPerSocket)];
        const name = extra.session?.name ?? '';
        const delay = options.pace.enter(name);
        if (delay !== null) options.pace.charge(name, BEGINNING);
        if (delay !== 0) await wait(delay ?? COMING_BACK.longestMs);
        return delay === null ? [tooOften()] : undefined;
      },
      context: ({ extra }) => extra.session?.context ?? { viewer: null },
      execute(args) {
        const operation = operationOf(args as never);
        const { cost } = measure({ schema: federation.schema, ...operation });
        options.pace.charge(names.get(operation.context) ?? '', chargeOf(cost));
        return federation.execute(operation);
      },
      subscribe: async (args) => federation.subscribe(operationOf(args as never)),
      onError: (_, id, __, errors) => log.debug({ id, errors }, 'refused an operation'),
    },
    sockets,
    0, // no WebSocket pings: a browser cannot see them; the protocol's own are sent below
  );

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (!isAllowedOrigin(request, options.allowedOrigins)) {
        log.warn({ origin: request.headers.origin }, 'refused a socket of a foreign page');
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        opened.once('error', () => stopReading(socket, opened));
        sockets.emit('connection', opened, request);
      });
    },
    connections: () => sockets.clients.size,
    /** Says 1001 to all, so that clients come back (to another gateway). */
    async [Symbol.asyncDispose]() {
      await server.dispose();
      for (const client of sockets.clients) client.terminate();
    },
  };
}

const nameOf = ({ request }: Extra, caller: Caller | null): string =>
  caller ? `${caller.viewer.kind} ${caller.viewer.sub}` : `address ${request.socket.remoteAddress}`;

const tooManyOperations = (most: number): GraphQLError =>
  new GraphQLError(`一个连接最多同时有 ${most} 个订阅。请先结束不用的，或另开连接。`, {
    extensions: { code: 'RATE_LIMITED', reason: 'LIMIT_OPERATIONS_PER_SOCKET' },
  });

const tooOften = (): GraphQLError =>
  new GraphQLError('请求过于频繁，请稍后再试。', {
    extensions: { code: 'RATE_LIMITED', reason: 'LIMIT_PACE' },
  });

/** Time for the close frame to reach the other side. */
const LAST_WORD_MS = 100;

/** What broke the protocol, e.g. by a frame of 20 MB, is told so; what is still coming of it is not read to its end. */
function stopReading(socket: Duplex, opened: WebSocket): void {
  setImmediate(() => socket.pause()); // ws itself goes on reading in its next tick
  setTimeout(() => opened.terminate(), LAST_WORD_MS);
}

/** Whoever talks too fast is not listened to any longer. */
function meter(socket: WebSocket, perSecond: number): void {
  const take = createMessageMeter(perSecond);
  socket.on('message', () => {
    if (take()) return;
    socket.removeAllListeners('message');
    socket.close(TOO_MANY, 'Too many messages');
  });
}

/** Protocol pings every 5 s tell the other side that we live; one that has said nothing for 30 s is gone. */
function startPings(socket: WebSocket): NodeJS.Timeout {
  let heard = Date.now();
  socket.on('message', () => (heard = Date.now()));
  return setInterval(() => {
    if (Date.now() - heard > SILENT_MS) socket.terminate();
    else socket.send('{"type":"ping"}');
  }, PING_MS);
}
