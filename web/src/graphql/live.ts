import type { Surface } from '../auth/stored-session.ts';
import { reconnectDelayMs } from '../lib/backoff.ts';
import { elapsedMs, momentNow, type Moment } from '../lib/elapsed.ts';
import type { TypedDocumentString } from './generated/graphql.ts';
import { liveConnection, type LiveConnection } from './live-connection.ts';

/** A resumed subscription may have nothing to say for long: standing unrefused for this long counts as an answer. */
const STANDS_AFTER_MS = 5_000;

export type LiveOptions<TResult, TVariables> = {
  surface: Surface;
  document: TypedDocumentString<TResult, TVariables>;
  /** Asked at each subscribing: that is where the last cursor goes in. */
  variables: () => TVariables;
  onData: (data: TResult) => void;
  /** The server refused or ended the subscription with this code; it is tried again after a while all the same. */
  onRefused?: (code: string) => void;
};

export type LiveSubscription = {
  /** Milliseconds since this subscription was known to be served. */
  silentMs(): number;
  /** Leaves the present subscription and makes a new one with new variables. */
  restart(): void;
  stop(): void;
};

/** Follows a subscription for as long as the page stands: over lost sockets, renewed tokens and restarted servers. */
export function followLive<TResult, TVariables>(options: LiveOptions<TResult, TVariables>): LiveSubscription {
  return new Follower(options);
}

type Frame<TResult> = {
  data?: TResult | null;
  errors?: readonly unknown[];
  extensions?: { lagged?: unknown };
};

class Follower<TResult, TVariables> implements LiveSubscription {
  readonly #options: LiveOptions<TResult, TVariables>;
  readonly #connection: LiveConnection;
  readonly #offWake: () => void;
  #servedAt: Moment = momentNow();
  /** Null while it waits for its next try. */
  #subscribedAt: Moment | null = null;
  #isAnswered = false;
  #attempt = 0;
  /** Grows with each try: what an earlier one still delivers is not ours any more. */
  #turn = 0;
  #leave: () => void = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions<TResult, TVariables>) {
    this.#options = options;
    this.#connection = liveConnection(options.surface);
    this.#offWake = this.#connection.onWake(() => this.#tryNow());
    this.#subscribe();
  }

  silentMs(): number {
    this.#noteServed();
    return elapsedMs(this.#servedAt);
  }

  restart(): void {
    this.#end(null);
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#offWake();
    this.#leave();
  }

  #subscribe(): void {
    const turn = ++this.#turn;
    const ifStillOurs = (run: () => void): void => {
      if (turn === this.#turn) run();
    };
    this.#subscribedAt = momentNow();
    this.#isAnswered = false;
    const { document, variables } = this.#options;
    const payload = { query: document.toString(), variables: variables() as Record<string, unknown> };
    this.#leave = this.#connection.client.subscribe<TResult, { lagged?: unknown }>(payload, {
      next: (frame) => ifStillOurs(() => this.#receive(frame)),
      error: (problem) => ifStillOurs(() => this.#end(codeOf(problem))),
      complete: () => ifStillOurs(() => this.#end(null)),
    });
  }

  #receive({ data, errors, extensions }: Frame<TResult>): void {
    if (!data) return this.#end(codeOf(errors));
    // The gateway left events out for a reader this slow: what follows our cursor is asked for again.
    if (extensions?.lagged) return this.restart();
    this.#isAnswered = true;
    this.#noteServed();
    this.#options.onData(data);
  }

  #end(code: string | null): void {
    this.#noteServed();
    this.#turn += 1;
    this.#subscribedAt = null;
    this.#leave();
    if (code !== null) this.#options.onRefused?.(code);
    this.#tryLater();
  }

  #tryLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#subscribe(), reconnectDelayMs(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  #tryNow(): void {
    if (this.#subscribedAt) return;
    this.#attempt = 0;
    this.#tryLater();
  }

  #noteServed(): void {
    const { heardAt, isConnected } = this.#connection;
    if (!this.#subscribedAt || !heardAt || !isConnected) return;
    const isStanding = heardAt.steady - this.#subscribedAt.steady >= STANDS_AFTER_MS;
    if (this.#isAnswered || isStanding) this.#servedAt = heardAt;
    // A server that answers and dies each time is not asked every second.
    if (isStanding) this.#attempt = 0;
  }
}

function codeOf(problem: unknown): string | null {
  if (!Array.isArray(problem)) return null;
  const [first] = problem as { extensions?: { code?: string } }[];
  return first?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
}
