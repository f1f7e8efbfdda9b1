import { openConnection, type Connection, type Exchange } from './connection.ts';

/** Until the whole answer is there. */
const DEADLINE_MS = 5_000;
const MOST_CHARACTERS = 33_554_432;
const CONNECTIONS = 64;
/** A proxy's word that there was nobody to answer. */
const NOBODY = new Set([502, 503, 504]);

export type Posting = {
  readonly body: string;
  /** Made for each attempt: a proof holds once. */
  headers(): Record<string, string>;
  /** A change is asked for once, whatever becomes of it. */
  readonly mayRepeat: boolean;
  /** Told the answer as it comes; what it throws is how the posting fails. */
  take(chunk: string): void;
  /** The whole answer was taken. */
  done(status: number): void;
  /** There is no whole answer, not in time, or too much of it. */
  fail(error: Error): void;
};

export type Post = ((posting: Posting) => void) & AsyncDisposable;

/** Posts to one subgraph over connections that are kept, each with one request at a time. */
export function createPost(url: string, deadlineMs = DEADLINE_MS): Post {
  const origin = new URL(url);
  if (!/^https?:$/.test(origin.protocol)) throw new Error(`no address of a subgraph: ${url}`);
  const start = `POST ${origin.pathname}${origin.search} HTTP/1.1\r\nhost: ${origin.host}\r\ncontent-type: application/json\r\n`;
  const connections = new Set<Connection>();
  const free: Connection[] = [];
  const waiting: Exchange[] = [];
  let isClosed = false;
  let sweeping: NodeJS.Timeout | null = null;

  const owner = {
    free(connection: Connection) {
      const next = waiting.shift();
      if (next) connection.ask(next);
      else free.push(connection);
    },
    gone(connection: Connection) {
      connections.delete(connection);
      const place = free.indexOf(connection);
      if (place >= 0) free.splice(place, 1);
      const next = isClosed ? undefined : waiting.shift();
      if (next) ask(next);
    },
  };

  function ask(exchange: Exchange): void {
    if (isClosed) return exchange.fail(new Error('the gateway closes'), false);
    const now = performance.now();
    // The one that was used last: what is not needed grows old and is closed.
    for (let kept = free.pop(); kept; kept = free.pop()) {
      if (!kept.isStale(now)) return kept.ask(exchange);
      kept.close();
    }
    if (connections.size >= CONNECTIONS) return void waiting.push(exchange);
    const opened = openConnection(origin, owner);
    connections.add(opened);
    sweeping ??= setInterval(sweep, Math.max(1, deadlineMs / 20)).unref();
    opened.ask(exchange);
  }

  function sweep(): void {
    const now = performance.now();
    while (waiting[0] && now >= waiting[0].deadline)
      waiting.shift()?.fail(new Error('the subgraph did not answer in time'), false);
    for (const connection of connections) connection.sweep(now);
    if (connections.size > 0 || !sweeping) return;
    clearInterval(sweeping);
    sweeping = null;
  }

  /** As it goes on the wire; null when the posting has failed by it. */
  function requestOf({ body, headers, fail }: Posting): string | null {
    try {
      return `${start}${linesOf(headers())}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    } catch (error) {
      fail(error as Error);
      return null;
    }
  }

  function post(
    posting: Posting,
    deadline = performance.now() + deadlineMs,
    isLast = !posting.mayRepeat,
  ): void {
    let status = 0;
    let length = 0;
    let isAnswer = true;
    const request = requestOf(posting);
    if (request === null) return;
    const again = () => post(posting, deadline, true);
    ask({
      request,
      deadline,
      head(given) {
        status = given;
        isAnswer = isLast || !NOBODY.has(given);
      },
      text(chunk) {
        length += chunk.length;
        if (length > MOST_CHARACTERS)
          throw new Error(`the subgraph answers more than ${MOST_CHARACTERS} characters`);
        if (isAnswer) posting.take(chunk);
      },
      end: () => (isAnswer ? posting.done(status) : again()),
      fail: (error, isUnanswered) => (isUnanswered && !isLast ? again() : posting.fail(error)),
    });
  }

  return Object.assign((posting: Posting) => post(posting), {
    [Symbol.asyncDispose]: () => {
      isClosed = true;
      if (sweeping) clearInterval(sweeping);
      for (const connection of connections) connection.close();
      for (const exchange of waiting.splice(0)) exchange.fail(new Error('the gateway closes'), false);
      return Promise.resolve();
    },
  });
}

function linesOf(headers: Record<string, string>): string {
  let lines = '';
  for (const name in headers) {
    const value = headers[name] as string;
    if (/[\r\n]/.test(value)) throw new Error(`the header ${name} has more than one line`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
