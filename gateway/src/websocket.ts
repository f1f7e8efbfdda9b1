import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '@hongxin/kit/log';
import { GraphQLError, validate } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from './caller.ts';
import type { Federation } from './federation.ts';
import { presentError } from './present-errors.ts';
import { operationOf } from './yoga.ts';
import type { GatewayContext } from './subgraph-source.ts';

const MAX_MESSAGE = 65_536;
const PING_MS = 5_000;
const SILENT_MS = 30_000;

type Extra = { socket: WebSocket; request: IncomingMessage; session?: Session };
/** One socket's caller. The context object is shared by its operations, so a renewed token holds for them all at once. */
type Session = { context: GatewayContext; expires?: NodeJS.Timeout; pings: NodeJS.Timeout };

/**
 * graphql-transport-ws at the same address as HTTP. The token comes with `connection_init { accessToken }` and may be
 * renewed in place with a `ping { accessToken }` of the same caller; without that the socket closes when it expires (4403).
 */
export function createWebSocketGraphql(options: {
  federation: Federation;
  readCaller: (token: string) => Promise<Caller | null>;
  log: Log;
}) {
  const { federation, readCaller, log } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });

  function keep(extra: Extra, caller: Caller | null): void {
    const session = (extra.session ??= { context: { viewer: null }, pings: startPings(extra.socket) });
    clearTimeout(session.expires);
    session.context.viewer = caller?.viewer ?? null;
    if (caller)
      session.expires = setTimeout(
        () => extra.socket.close(CloseCode.Forbidden, 'Token expired'),
        caller.expiresAt - Date.now(),
      );
  }

  const server = useServer<{ accessToken?: unknown }, Extra>(
    {
      schema: federation.schema,
      connectionInitWaitTimeout: 3_000,
      validate: validateWithoutThrowing,
      async onConnect({ connectionParams, extra }) {
        const token = connectionParams?.accessToken;
        const caller = typeof token === 'string' ? await readCaller(token) : null;
        if (token !== undefined && !caller) return false; // 4403
        keep(extra, caller);
        return true;
      },
      async onPing({ extra }, payload) {
        const token = payload?.['accessToken'];
        const caller = typeof token === 'string' ? await readCaller(token) : null;
        if (caller && caller.viewer.sub === extra.session?.context.viewer?.sub) keep(extra, caller);
      },
      onDisconnect({ extra }) {
        clearTimeout(extra.session?.expires);
        clearInterval(extra.session?.pings);
      },
      context: ({ extra }) => extra.session?.context ?? { viewer: null },
      execute: (args) => federation.execute(operationOf(args as never)),
      subscribe: async (args) => federation.subscribe(operationOf(args as never)),
      onError: (_, id, __, errors) => log.debug({ id, errors }, 'refused an operation'),
    },
    sockets,
    0, // no WebSocket pings: a browser cannot see them; the protocol's own are sent below
  );

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    },
    connections: () => sockets.clients.size,
    /** Says 1001 to all, so that clients come back (to another gateway). */
    async [Symbol.asyncDispose]() {
      await server.dispose();
      for (const client of sockets.clients) client.terminate();
    },
  };
}

/** graphql-js's rule of the single root field throws for a condition that hangs on a variable; to a client that is an error like others. */
function validateWithoutThrowing(...args: Parameters<typeof validate>): ReturnType<typeof validate> {
  try {
    return validate(...args);
  } catch (error) {
    if (error instanceof GraphQLError) return [presentError(error)];
    throw error;
  }
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
