// @ts-check
// How to follow the live feed and miss nothing. The pages of the house run this very file; other systems may copy it.
// It knows no framework and no transport: `subscribe` is that of graphql-ws's client, or of over-sse.mjs. A transport must
// not try again by itself: it would send the same `after` again.

import { Place } from './place.mjs';

/** @typedef {import('./place.mjs').Extensions} Extensions */
/** @typedef {import('./place.mjs').FeedEvent} FeedEvent */

const FIRST_WITHIN_MS = 1_000;
const LONGEST_MS = 30_000;
/** A try that lasted this long was served: the next wait is short again. Longer than any time that a connecting may take. */
const STOOD_MS = 15_000;
/** How often it is looked whether a completion is overdue. */
const LOOK_EVERY_MS = 30_000;

/** @type {readonly Ending['code'][]} */
const TOKEN_REFUSED = [4401, 4403, 'UNAUTHENTICATED'];
/** Who is told that it asks too much waits 4 s or more, whose program is not understood 15 s. */
const LEAST_ATTEMPT = new Map(
  /** @type {readonly [Ending['code'], number][]} */ ([
    [4429, 3],
    ['RATE_LIMITED', 3],
    [4400, 5],
    [4406, 5],
  ]),
);

/**
 * @typedef {object} Result A GraphQL result as the transport brings it.
 * @property {Record<string, unknown> | null} [data]
 * @property {readonly unknown[]} [errors]
 * @property {Extensions} [extensions]
 *
 * @typedef {object} Sink
 * @property {(result: any) => void} next
 * @property {(problem: unknown) => void} error errors of the operation (a list), how the socket closed, or a fault
 * @property {() => void} complete
 *
 * @typedef {object} Ending Why a subscription ended.
 * @property {number | string | null} code the socket's close code or the GraphQL error's; null when the connection was lost
 * @property {string} message
 */

/**
 * @template TData
 * @typedef {object} FollowOptions
 * @property {(payload: { query: string, variables: Record<string, unknown> }, sink: Sink) => () => void} subscribe
 *   begins one subscription, answers how to leave it
 * @property {string} query selects `__typename`, and `seq` and `previous` where an event has them
 * @property {(after: string | null) => object} variables
 * @property {string | null} [after] where to go on; without it the feed begins with its present picture
 * @property {(data: TData, extensions: Extensions) => void} onData each event once and in order; the cursor moves on when
 *   this has returned, and an event at which it threw comes again
 * @property {(cursor: string) => void} [onCursor] how far the reader has come, for who keeps it over restarts of its own
 * @property {() => Promise<unknown>} [renewToken] asked for when the token was refused, before the next try
 * @property {(ids: readonly string[]) => void} [onStillIncomplete] for who keeps a log, not a picture: these check-ins came
 *   incomplete and their completion was lost, ask for them. Without it the present picture is asked for instead.
 * @property {(ending: Ending) => void} [onEnd] told of each ending; it is tried again all the same
 */

/**
 * Follows a subscription until told to stop: over lost connections, servers that restart, tokens that run out.
 *
 * @template TData
 * @param {FollowOptions<TData>} options
 */
export function follow(options) {
  return new Following(options);
}

/**
 * graphql-ws's client as the engine of the protocol and nothing more. Left alone it would subscribe again by itself, with the
 * old cursor, when the socket was closed with 1000.
 *
 * @param {typeof import('graphql-ws/client').createClient} createClient
 * @param {import('graphql-ws/client').ClientOptions} options
 */
export function engineOf(createClient, options) {
  /** @param {unknown} event */
  function closed(event) {
    options.on?.closed?.(event);
    if (/** @type {{ code?: number }} */ (event).code === 1000) client.terminate();
  }
  const client = createClient({
    connectionAckWaitTimeout: 10_000, // without an answer until then the client itself closes, with 4504
    ...options,
    retryAttempts: 0,
    on: { ...options.on, closed },
  });
  return client;
}

/**
 * The first wait spreads all readers over one second; later ones double up to 30 s, half of each at random.
 *
 * @param {number} attempt
 * @param {number} random from 0 to 1
 */
export function reconnectDelayMs(attempt, random) {
  if (attempt <= 0) return random * FIRST_WITHIN_MS;
  const longest = Math.min(LONGEST_MS, FIRST_WITHIN_MS * 2 ** Math.min(attempt, 10));
  return longest / 2 + (random * longest) / 2;
}

/** @template TData */
class Following {
  /** @type {FollowOptions<TData>} */
  #options;
  #place;
  #attempt = 0;
  /** Grows with each try: what an earlier one still delivers is not ours any more. */
  #turn = 0;
  /** When the present try began. */
  #startedAt = Infinity;
  /** @type {string | null} */
  #askedAfter = null;
  #mustRenew = false;
  #leave = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;
  /** @type {ReturnType<typeof setInterval>} */
  #watching;

  /** @param {FollowOptions<TData>} options */
  constructor(options) {
    this.#options = options;
    this.#place = new Place(options.after ?? null);
    this.#watching = setInterval(() => this.#place.awaitsTooLong() && this.restart(), LOOK_EVERY_MS);
    this.#subscribe();
  }

  /** Does not wait for the rest of a long pause: the network is back, the page is looked at again. */
  tryNow() {
    if (this.#waiting === undefined) return;
    this.#attempt = 0;
    this.#tryLater();
  }

  /**
   * Leaves the present subscription and goes on with a new one, after the cursor or with a new picture.
   *
   * @param {{ withPicture?: boolean }} [how]
   */
  restart({ withPicture = false } = {}) {
    if (withPicture) this.#place.forget();
    this.#endTry();
    this.#tryLater();
  }

  stop() {
    this.#endTry();
    clearTimeout(this.#waiting);
    clearInterval(this.#watching);
  }

  #subscribe() {
    this.#waiting = undefined;
    const turn = ++this.#turn;
    /** @param {() => void} run */
    const ifStillOurs = (run) => turn === this.#turn && run();
    if (this.#mustRenew) {
      void this.#renew().then(() =>
        ifStillOurs(() => (this.#mustRenew ? this.#tryLater() : this.#subscribe())),
      );
      return;
    }
    this.#startedAt = performance.now();
    const { subscribe, query, variables, onStillIncomplete } = this.#options;
    this.#askedAfter = this.#place.next(onStillIncomplete);
    const given = /** @type {Record<string, unknown>} */ (variables(this.#askedAfter));
    const leave = subscribe(
      { query, variables: given },
      {
        next: (result) => ifStillOurs(() => this.#receive(result)),
        error: (problem) => ifStillOurs(() => this.#end(endingOf(problem))),
        complete: () => ifStillOurs(() => this.#end({ code: null, message: 'completed' })),
      },
    );
    if (turn === this.#turn) this.#leave = leave;
    else leave();
  }

  /** @param {Result} result */
  #receive({ data, errors, extensions = {} }) {
    if (!data) return this.#end(endingOf(errors ?? []));
    const { lagged } = extensions;
    if (lagged) {
      this.#place.cursor = lagged.resumeAfter ?? this.#place.cursor;
      return this.restart();
    }
    const event = /** @type {FeedEvent} */ (Object.values(data)[0] ?? {});
    const verdict = this.#place.judge(event);
    if (verdict === 'MISSED') return this.restart({ withPicture: true });
    if (verdict === 'KNOWN') return;
    try {
      this.#options.onData(/** @type {TData} */ (data), extensions);
      const before = this.#place.cursor;
      this.#place.moveTo(event, extensions);
      const { cursor } = this.#place;
      if (cursor !== null && cursor !== before) this.#options.onCursor?.(cursor);
    } catch (problem) {
      this.#end(endingOf(problem));
    }
  }

  /** @param {Ending} ending */
  #end(ending) {
    this.#endTry();
    const { code } = ending;
    // The cursor is not known there any more.
    if (code === 'BAD_USER_INPUT' && this.#askedAfter !== null) this.#place.forget();
    if (TOKEN_REFUSED.includes(code)) void this.#renew();
    this.#attempt = Math.max(this.#attempt, LEAST_ATTEMPT.get(code) ?? 0);
    this.#tryLater();
    this.#options.onEnd?.(ending);
  }

  #endTry() {
    this.#turn += 1;
    if (performance.now() - this.#startedAt >= STOOD_MS) this.#attempt = 0;
    this.#startedAt = Infinity;
    this.#leave();
    this.#leave = () => {};
  }

  #tryLater() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#subscribe(), reconnectDelayMs(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  async #renew() {
    const { renewToken, onEnd } = this.#options;
    this.#mustRenew = renewToken !== undefined;
    try {
      await renewToken?.();
      this.#mustRenew = false;
    } catch (problem) {
      onEnd?.({ ...endingOf(problem), code: 'TOKEN_NOT_RENEWED' });
    }
  }
}

/**
 * @param {unknown} problem
 * @returns {Ending}
 */
function endingOf(problem) {
  if (Array.isArray(problem)) {
    const [first] = /** @type {{ message?: string, extensions?: { code?: string } }[]} */ (problem);
    return { code: first?.extensions?.code ?? 'INTERNAL_SERVER_ERROR', message: first?.message ?? '' };
  }
  const { code, reason, message } = /** @type {{ code?: unknown, reason?: string, message?: string }} */ (
    problem ?? {}
  );
  return { code: typeof code === 'number' ? code : null, message: reason || message || 'connection lost' };
}
