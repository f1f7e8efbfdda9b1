import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hongxin/kit/log';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from './caller.ts';
import { measure } from './clients/cost.ts';
import type { Documents } from './document-cache.ts';
import { type Federation, isSubscription } from './federation.ts';
import { SLOW_LIMITS, type SlowLimits } from './live/bounded-sink.ts';
import { createSocketSubscription } from './live/socket-subscription.ts';
import { spreadOut } from './live/spread-out.ts';
import { isAllowedOrigin } from './origin.ts';
import { chargeOf, createPace, type Pace } from './pace.ts';
import { presentError } from './present-errors.ts';
import { createOperationIds } from './operation-ids.ts';
import type { Revocations } from './revocations.ts';
import { LAST_WORD_MS, refuse, stopReading, TOO_MANY, wireOf } from './raw-socket.ts';
import { createMessageMeter, type SocketLimits } from './socket-limits.ts';
import { createSocketSessions, type Extra, nameOf } from './socket-session.ts';
import type { GatewayContext } from './transport/subgraph-source.ts';
import { operationOf } from './yoga.ts';

const MAX_MESSAGE = 65_536;
/** Who is sent away and comes back at once is let in at this pace: each socket brings a burst of messages of its own. */
const COMING_BACK = { perSecond: 1, longestMs: 5_000 };
/** A subscription begins with a snapshot: it counts as so many requests more. */
const BEGINNING = 1;
const GOING_AWAY = 1001;
const PONG = '{"type":"pong"}';

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
type Context = {
  readonly viewerContext: GatewayContext;
  readonly extra: Extra;
  /** The client's own; none when it has completed the operation meanwhile. */
  readonly id: string | undefined;
};

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
  const comeBack = createPace({ ...COMING_BACK, burst: limits.socketsPerCaller + 1 });
  const sessions = createSocketSessions(options);
  let isGoingAway = false;

  /** Of text that is no document: an error of its operation; the socket and the others on it live on. */
  function parseErrors(text: string): GraphQLError[] | undefined {
    try {
      options.documents.parse(text);
      return undefined;
    } catch (error) {
      if (error instanceof GraphQLError) return [presentError(error)];
      throw error;
    }
  }

  async function subscribe(args: Parameters<typeof operationOf>[0]) {
    const { viewerContext, extra, id } = args.contextValue as Context;
    if (id === undefined) return {}; // graphql-ws tells it to nobody
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
      if (delay !== null && sessions.enter(extra, caller)) return true;
      extra.socket.close(TOO_MANY, 'Too many connections');
      return false;
    },
    async onPing({ extra }, payload) {
      const token = payload?.['accessToken'];
      const caller = typeof token === 'string' ? await readCaller(token) : null;
      if (caller) sessions.renew(extra, caller);
    },
    onClose: ({ extra }) => sessions.leave(extra),
    async onSubscribe({ subscriptions, extra }, _, { query }) {
      if (Object.keys(subscriptions).length > limits.operationsPerSocket)
        return [tooManyOperations(limits.operationsPerSocket)];
      const name = extra.session?.name ?? '';
      const delay = options.pace.enter(name);
      if (delay !== null) options.pace.charge(name, BEGINNING);
      if (delay !== 0) await wait(delay ?? COMING_BACK.longestMs);
      return delay === null ? [tooOften()] : parseErrors(query);
    },
    context: ({ extra }, id): Context => ({
      viewerContext: extra.session?.context ?? { viewer: null },
      extra,
      id: extra.ids.clientIdOf(id),
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
    const mayTalk = createMessageMeter(limits.messagesPerSecond);
    const ids = createOperationIds();
    const extra = { socket, wire: wireOf(socket, raw), address, ids };
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (message) =>
          new Promise((resolve, reject) => {
            const told = ids.outward(message);
            if (told === null) return resolve();
            socket.send(told, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage(hear) {
          socket.on('message', (data, isBinary) => {
            if (!mayTalk()) return stopListening(socket);
            sessions.hear(extra);
            if (isBinary) return socket.close(CloseCode.BadRequest, 'A message is text');
            const text = String(data);
            if (text === PONG) return; // most of what idle sockets say
            const heard = ids.inward(text);
            if (heard === null) return;
            if ('close' in heard) return socket.close(heard.close.code, heard.close.reason);
            hear(heard.text).catch((error) => {
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
    /** Of any request of a server; there are no sockets but at /graphql. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (request.url?.split('?')[0] !== '/graphql') return refuse(socket, '404 Not Found');
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
      sessions.close();
    },
  };
}

/** Whoever talks too fast is not listened to any longer. */
function stopListening(socket: WebSocket): void {
  socket.removeAllListeners('message');
  socket.close(TOO_MANY, 'Too many messages');
}

const tooManyOperations = (most: number): GraphQLError =>
  new GraphQLError(`一个连接最多同时有 ${most} 个订阅。请先结束不用的，或另开连接。`, {
    extensions: { code: 'RATE_LIMITED', reason: 'LIMIT_OPERATIONS_PER_SOCKET' },
  });

const tooOften = (): GraphQLError =>
  new GraphQLError('请求过于频繁，请稍后再试。', {
    extensions: { code: 'RATE_LIMITED', reason: 'LIMIT_PACE' },
  });
