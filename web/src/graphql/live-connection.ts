import { createClient, type Client } from 'graphql-ws/client';
import { useSession, type Session } from '../auth/session.ts';
import type { Surface } from '../auth/stored-session.ts';
import { elapsedMs, momentNow, type Moment } from '../lib/elapsed.ts';
import { engineOf } from './resume.ts';

/** The server pings every 5 s: a socket silent for longer than this is dead, whatever the browser believes. */
const DEAD_AFTER_MS = 12_000;
/** Tokens live for five minutes; the session renews them a minute before their end. */
const CHECK_TOKEN_EVERY_MS = 20_000;

const connections = new Map<Surface, LiveConnection>();

/** One socket per surface for the page's life: opened with the first subscription, closed with the last. */
export function liveConnection(surface: Surface): LiveConnection {
  const present = connections.get(surface);
  if (present) return present;
  const connection = new LiveConnection(useSession(surface));
  connections.set(surface, connection);
  return connection;
}

export class LiveConnection {
  readonly client: Client;
  readonly #session: Session;
  readonly #wakeListeners = new Set<() => void>();
  #heardAt: Moment | null = null;
  #connectingSince: Moment | null = null;
  #socket: WebSocket | null = null;
  #sentToken: string | null = null;

  constructor(session: Session) {
    this.#session = session;
    this.client = engineOf(createClient, {
      url: () => `${location.origin.replace(/^http/, 'ws')}/graphql`,
      lazyCloseTimeout: 3_000, // a subscription that starts anew keeps its socket
      connectionParams: () => this.#introduce(),
      on: {
        connecting: () => (this.#connectingSince = momentNow()),
        connected: (socket) => (this.#socket = socket as WebSocket),
        message: () => (this.#heardAt = momentNow()),
        closed: () => (this.#socket = this.#connectingSince = null),
      },
    });
    setInterval(() => this.#terminateIfDead(), 1_000);
    setInterval(() => void this.#renewInPlace(), CHECK_TOKEN_EVERY_MS);
    window.addEventListener('online', () => this.#wake());
    document.addEventListener('visibilitychange', () => this.#wake());
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** When the server was last heard, pings included. */
  get heardAt(): Moment | null {
    return this.#heardAt;
  }

  /** Runs on every occasion to try again at once: network back, page shown again. Returns how to stop it. */
  onWake(listener: () => void): () => void {
    this.#wakeListeners.add(listener);
    return () => this.#wakeListeners.delete(listener);
  }

  /**
   * Either the token ran out or the right was taken away: a renewal tells which. Where it is refused the session is gone,
   * and with it what this page shows (a wall goes back to its code).
   */
  async renewToken(): Promise<void> {
    await this.#session.accessToken({ renew: true });
  }

  async #introduce(): Promise<{ accessToken: string }> {
    const accessToken = await this.#session.accessToken();
    if (accessToken === null) throw new Error('no session to connect with');
    this.#sentToken = accessToken;
    return { accessToken };
  }

  #terminateIfDead(): void {
    const since = this.isConnected ? this.#heardAt : this.#connectingSince;
    if (since && elapsedMs(since) > DEAD_AFTER_MS) this.client.terminate();
  }

  /** The gateway takes a newer token on the open socket, as a ping's payload: nothing has to be subscribed again. */
  async #renewInPlace(): Promise<void> {
    if (!this.#socket) return;
    try {
      const accessToken = await this.#session.accessToken();
      if (accessToken === null) return this.client.terminate();
      if (accessToken === this.#sentToken || this.#socket?.readyState !== WebSocket.OPEN) return;
      this.#socket.send(JSON.stringify({ type: 'ping', payload: { accessToken } }));
      this.#sentToken = accessToken;
    } catch (problem) {
      // The next round tries again; at the worst the socket is closed with 4403 and made anew.
      console.warn('token of the live socket not renewed', problem);
    }
  }

  #wake(): void {
    if (document.visibilityState === 'hidden') return;
    this.#terminateIfDead();
    for (const listener of this.#wakeListeners) listener();
  }
}
