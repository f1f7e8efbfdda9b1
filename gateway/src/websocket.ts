import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hongxin/kit/log';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { authorityOf } from './authority.ts';
import type { Caller } from './caller.ts';
import { measure } from './clients/cost.ts';
import type { Documents } from './document-cache.ts';
import { type Federation, isSubscription } from './federation.ts';
import { SLOW_LIMITS, type SlowLimits, type Wire } from './live/bounded-sink.ts';
import { createBatch, frameOf } from './live/frames.ts';
import { createSocketSubscription, type SocketSubscription } from './live/socket-subscription.ts';
import { spreadOut } from './live/spread-out.ts';
import { unavailable } from './live/unavailable.ts';
import { isAllowedOrigin } from './origin.ts';
import { chargeOf, createPace, type Pace } from './pace.ts';
import { present } from './present-errors.ts';
import { endedBy, type Revocations } from './revocations.ts';
import { createCounter, createMessageMeter, type SocketLimits } from './socket-limits.ts';
import { createPulse, type Pulse } from './pulse.ts';
import type { GatewayContext } from './subgraph-source.ts';
import { operationOf } from './yoga.ts';

const MAX_MESSAGE = 65_536;
const SILENT_MS = 30_000;
const TOO_MANY = 4429;
/** A reader that stayed slow: graphql-ws's clients take 4409 and 4500 as fatal, this one they come back from. */
const TOO_SLOW = 4480;
/** For the last frames to reach a reader that was sent away. */
const LAST_FRAMES_MS = 10_000;
/** Who is sent away and comes back at once is let in at this pace: each socket brings a burst of messages of its own. */
const COMING_BACK = { perSecond: 1, longestMs: 5_000 };
/** A subscription begins with a snapshot: it counts as so many requests more. */
const BEGINNING = 1;
const GOING_AWAY = 1001;

/** One socket. */
type Extra = { readonly socket: WebSocket; readonly wire: Wire; readonly address: string; session?: Session };
/** One socket's caller. The context object is shared by its operations, so a renewed token holds for them all at once. */
type Session = {
  context: GatewayContext;
  /** Under whom the socket is counted. */
  readonly name: string;
  /** What of the caller its subscriptions depend on. */
  authority: string;
  readonly subscriptions: Set<SocketSubscription>;
  expires?: NodeJS.Timeout;
};

type Options = {
  readonly federation: Federation;
  readonly readCaller: (token: string) => Promise<Caller | null>;
  readonly revocations: Pick<Revocations, 'onSessionEnded'>;
  readonly documents: Documents;
  readonly limits: SocketLimits;
  readonly slow?: SlowLimits;
  /** A socket that has said nothing for so long is gone. */
  readonly silentMs?: number;
  readonly pace: Pace;
  readonly allowedOrigins: readonly string[];
  readonly log: Log;
};
/** What graphql-ws hands from one of its hooks to the next, for one operation. */
type Context = { readonly viewerContext: GatewayContext; readonly extra: Extra; readonly id: string };

/**
 * graphql-transport-ws at the same address as HTTP. The token comes with `connection_init { accessToken }` and may be
 * renewed in place with a `ping { accessToken }` of the same caller; without that the socket closes when it expires (4403),
 * and at once when its session ends.
 */
export function createWebSocketGraphql(options: Options) {
  const { federation, readCaller, limits, log, slow = SLOW_LIMITS } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    // Another protocol is taken and then refused by its own code (4406), which a client can read.
    handleProtocols: (offered) => handleProtocols(offered) || (offered.values().next().value ?? false),
  });
  const callers = createCounter(limits.socketsPerCaller);
  const comeBack = createPace({ ...COMING_BACK, burst: limits.socketsPerCaller + 1 });
  const open = new Set<Extra>();
  const pulse: Pulse<WebSocket> = createPulse(options.silentMs ?? SILENT_MS);
  let isGoingAway = false;
  options.revocations.onSessionEnded((session) => {
    for (const { session: held, socket } of open)
      if (held && endedBy(held.context.viewer) === session)
        socket.close(CloseCode.Forbidden, 'Session ended');
  });

  /** False when the caller has as many sockets as it may. */
  function enter(extra: Extra, caller: Caller | null, name: string): boolean {
    if (!callers.enter(name)) return false;
    extra.session = { context: { viewer: null }, name, authority: '', subscriptions: new Set() };
    open.add(extra);
    keep(extra.session, extra.socket, caller);
    pulse.add(extra.socket);
    return true;
  }

  function leave(extra: Extra): void {
    if (!extra.session || !open.delete(extra)) return;
    clearTimeout(extra.session.expires);
    pulse.remove(extra.socket);
    callers.leave(extra.session.name);
  }

  function keep(session: Session, socket: WebSocket, caller: Caller | null): void {
    clearTimeout(session.expires);
    session.context.viewer = caller?.viewer ?? null;
    const { key } = authorityOf(session.context);
    if (key !== session.authority) for (const one of session.subscriptions) endForAuthority(one);
    session.authority = key;
    if (caller)
      session.expires = setTimeout(
        () => socket.close(CloseCode.Forbidden, 'Token expired'),
        caller.expiresAt - Date.now(),
      );
  }

  async function subscribe(args: Parameters<typeof operationOf>[0]) {
    const { viewerContext, extra, id } = args.contextValue as Context;
    let leaveStream = () => {};
    const subscription = createSocketSubscription({
      id,
      wire: extra.wire,
      limits: slow,
      figures: federation.figures,
      onLeave() {
        extra.session?.subscriptions.delete(subscription);
        leaveStream();
      },
    });
    const operation = operationOf({ ...args, contextValue: viewerContext });
    const answer = await federation.subscribe(operation, subscription.sink);
    if (!isSubscription(answer)) return answer;
    leaveStream = answer.leave;
    extra.session?.subscriptions.add(subscription);
    return subscription;
  }

  const server = makeServer<{ accessToken?: unknown }, Extra>({
    schema: () => federation.schema,
    connectionInitWaitTimeout: 3_000,
    parse: (text) => options.documents.parse(String(text)),
    validate: options.documents.check,
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
    context: ({ extra }, id): Context => ({
      viewerContext: extra.session?.context ?? { viewer: null },
      extra,
      id,
    }),
    execute(args) {
      const { viewerContext, extra } = args.contextValue as unknown as Context;
      const operation = operationOf({ ...(args as object), contextValue: viewerContext } as never);
      const { cost } = measure({ schema: federation.schema, ...operation });
      options.pace.charge(extra.session?.name ?? '', chargeOf(cost));
      return federation.execute(operation);
    },
    subscribe: (args) => subscribe(args as never),
    onError: (_, id, __, errors) => log.debug({ id, errors }, 'refused an operation'),
  });

  function opened(socket: WebSocket, raw: Duplex, address: string): void {
    meter(socket, limits.messagesPerSecond);
    const extra = { socket, wire: wireOf(socket, raw), address };
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (message) =>
          new Promise((resolve, reject) => {
            socket.send(message, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage(hear) {
          socket.on('message', (data) => {
            hear(String(data)).catch((error) => {
              if (socket.readyState !== socket.OPEN) return; // nobody is left to be answered
              log.error({ err: error }, 'a message could not be answered');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      extra,
    );
    socket.once('close', (code, reason) => void closed(code, String(reason)));
  }

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (isGoingAway) return refuse(socket, '503 Service Unavailable');
      if (!isAllowedOrigin(request, options.allowedOrigins)) {
        log.warn({ origin: request.headers.origin }, 'refused a socket of a foreign page');
        return refuse(socket, '403 Forbidden');
      }
      const address = request.socket.remoteAddress ?? '';
      sockets.handleUpgrade(request, socket, head, (ws) => {
        ws.once('error', () => stopReading(socket, ws));
        opened(ws, socket, address);
      });
    },
    connections: () => sockets.clients.size,
    /** Says 1001 to all, one after the other, so that clients come back to another gateway, and not all at once. */
    async [Symbol.asyncDispose]() {
      isGoingAway = true;
      const all = [...sockets.clients];
      await spreadOut(all, (socket) => socket.close(GOING_AWAY, 'Going away'));
      if (all.length > 0) await wait(LAST_WORD_MS);
      for (const socket of sockets.clients) socket.terminate();
      pulse.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** The socket below: finished frames are written there, between those of the library, never inside one. */
function wireOf(socket: WebSocket, raw: Duplex): Wire {
  return {
    out: raw,
    isOpen: () => socket.readyState === socket.OPEN,
    closeSlow() {
      socket.close(TOO_SLOW, 'Too slow');
      setTimeout(() => socket.terminate(), LAST_FRAMES_MS).unref();
    },
  };
}

/** What may be seen has changed: the client asks again, with what it may see now. */
function endForAuthority({ sink }: SocketSubscription): void {
  sink.deliver(createBatch([frameOf(present({ errors: [unavailable(undefined, 'AUTHORITY_CHANGED')] }))]));
  sink.end();
}

const nameOf = ({ address }: Extra, caller: Caller | null): string =>
  caller ? `${caller.viewer.kind} ${caller.viewer.sub}` : `address ${address}`;

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
