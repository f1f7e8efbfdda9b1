import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { authorityOf } from './authority.ts';
import type { Caller } from './caller.ts';
import type { Wire } from './live/bounded-sink.ts';
import { createBatch, frameOf } from './live/frames.ts';
import type { SocketSubscription } from './live/socket-subscription.ts';
import { unavailable } from './live/unavailable.ts';
import type { OperationIds } from './operation-ids.ts';
import { present } from './present-errors.ts';
import { createPulse } from './pulse.ts';
import { endedBy, type Revocations } from './revocations.ts';
import { createCounter, type SocketLimits } from './socket-limits.ts';
import type { GatewayContext } from './transport/subgraph-source.ts';

const SILENT_MS = 60_000;

/** One socket. */
export type Extra = {
  readonly socket: WebSocket;
  readonly wire: Wire;
  readonly address: string;
  readonly ids: OperationIds;
  session?: Session;
};
/** One socket's caller. The context object is shared by its operations, so a renewed token holds for them all at once. */
export type Session = {
  context: GatewayContext;
  /** Under whom the socket is counted. */
  readonly name: string;
  /** What of the caller its subscriptions depend on. */
  authority: string;
  readonly subscriptions: Set<SocketSubscription>;
  expires?: NodeJS.Timeout;
};

type Options = {
  readonly revocations: Pick<Revocations, 'onSessionEnded'>;
  readonly limits: Pick<SocketLimits, 'socketsPerCaller'>;
  /** A socket that has said nothing for so long is gone. */
  readonly silentMs?: number;
};

/** Whose socket is whose: counted by caller, closed when the token runs out or the session ends, pinged meanwhile. */
export function createSocketSessions({ revocations, limits, silentMs = SILENT_MS }: Options) {
  const callers = createCounter(limits.socketsPerCaller);
  const open = new Set<Extra>();
  const pulse = createPulse(silentMs);
  revocations.onSessionEnded((session) => {
    for (const { session: held, socket } of open)
      if (held && endedBy(held.context.viewer) === session)
        socket.close(CloseCode.Forbidden, 'Session ended');
  });

  function enter(extra: Extra, caller: Caller | null): boolean {
    const name = nameOf(extra, caller);
    if (!callers.enter(name)) return false;
    extra.session = { context: { viewer: null }, name, authority: '', subscriptions: new Set() };
    open.add(extra);
    keep(extra.session, extra.socket, caller);
    pulse.add(extra);
    return true;
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

  return {
    /** False when the caller has as many sockets as it may. */
    enter,
    leave(extra: Extra): void {
      if (!extra.session || !open.delete(extra)) return;
      clearTimeout(extra.session.expires);
      pulse.remove(extra);
      callers.leave(extra.session.name);
    },
    /** A newer token of the same caller holds from now on; anybody else's changes nothing. */
    renew({ session, socket }: Extra, caller: Caller): void {
      const before = session?.context.viewer;
      if (session && caller.viewer.sub === before?.sub && caller.viewer.kind === before.kind)
        keep(session, socket, caller);
    },
    /** Any message is a sign of life. */
    hear: (extra: Extra) => pulse.hear(extra),
    close: () => pulse.close(),
  };
}

/** Under whom a socket is counted. */
export const nameOf = ({ address }: Extra, caller: Caller | null): string =>
  caller ? `${caller.viewer.kind} ${caller.viewer.sub}` : `address ${address}`;

/** What may be seen has changed: the client asks again, with what it may see now. */
function endForAuthority({ sink }: SocketSubscription): void {
  sink.deliver(createBatch([frameOf(present({ errors: [unavailable(undefined, 'AUTHORITY_CHANGED')] }))]));
  sink.end();
}
