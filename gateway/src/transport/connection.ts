import { connect as connectPlainly, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectSafely } from 'node:tls';
import { createAnswerReader } from './answer-reader.ts';

/** One request and what becomes of it. */
export type Exchange = {
  /** Head and body as they go on the wire. */
  readonly request: string;
  /** By performance.now(), in ms. */
  readonly deadline: number;
  /** What throws is the end of the connection. */
  head(status: number): void;
  text(chunk: string): void;
  end(): void;
  /** No whole answer will come; `isUnanswered`: none had begun, and the request may never have been read. */
  fail(error: Error, isUnanswered: boolean): void;
};

export type Connection = ReturnType<typeof openConnection>;

/** A server that says nothing of it keeps an idle connection for 5 s (Node's default): given up before. */
const KEPT_MS = 4_000;
/** For the way there: a server that closes meanwhile would never read the request. */
const CLOSES_EARLIER_MS = 1_000;
const READ_BYTES = 65_536;

type Owner = {
  /** It may be asked again. */
  free(connection: Connection): void;
  gone(connection: Connection): void;
};

/** One connection to a subgraph: as many requests as are given, answered in their order. */
export function openConnection(origin: URL, owner: Owner) {
  const asked: Exchange[] = [];
  let isBegun = false;
  let isKept = true;
  let isGone = false;
  let keptMs = KEPT_MS;
  let idleSince = performance.now();

  const reader = createAnswerReader({
    head(head) {
      const [exchange] = asked;
      if (!exchange) throw new Error('the subgraph answers what was not asked');
      isBegun = true;
      isKept = head.isKept;
      if (head.keptMs !== null) keptMs = head.keptMs - CLOSES_EARLIER_MS;
      exchange.head(head.status);
    },
    text: (chunk) => asked[0]?.text(chunk),
    end() {
      asked[0]?.end();
      asked.shift();
      isBegun = false;
      if (!isKept) give(new Error('the subgraph closed the connection'));
      else if (asked.length === 0) {
        idleSince = performance.now();
        owner.free(connection);
      }
    },
  });

  function read(piece: Buffer): void {
    try {
      if (!isGone) reader.read(piece);
    } catch (error) {
      give(error as Error);
    }
  }

  /** Gives the connection up, and all that waits for it. */
  function give(error: Error): void {
    if (isGone) return;
    isGone = true;
    socket.destroy();
    owner.gone(connection);
    for (const [index, exchange] of asked.splice(0).entries()) exchange.fail(error, index > 0 || !isBegun);
  }

  const socket = openSocket(origin, read);
  socket.setNoDelay(true);
  socket.once('error', give);
  const closed = () => {
    if (!reader.close()) give(new Error('the subgraph closed the connection'));
  };
  socket.once('end', closed).once('close', closed);

  const connection = {
    ask(exchange: Exchange): void {
      asked.push(exchange);
      socket.write(exchange.request);
    },
    /** Ends what is over its time, or has not been asked for too long; one that waits behind it is asked elsewhere. */
    sweep(now: number): void {
      const [first] = asked;
      if (first && now >= first.deadline) {
        // Late is not unanswered: nobody asks again.
        asked.shift();
        first.fail(new Error('the subgraph did not answer in time'), false);
        isBegun = false;
        give(new Error('the subgraph did not answer in time'));
      } else if (!first && now - idleSince >= keptMs) give(new Error('the connection was not used any more'));
    },
    isStale: (now: number): boolean => isGone || now - idleSince >= keptMs,
    close: (): void => give(new Error('the gateway closes')),
  };
  return connection;
}

function openSocket(origin: URL, read: (piece: Buffer) => void): Socket {
  const host = origin.hostname.replace(/^\[(.*)\]$/, '$1');
  const isSafe = origin.protocol === 'https:';
  const options: NetConnectOpts = {
    host,
    port: Number(origin.port) || (isSafe ? 443 : 80),
    keepAlive: true,
    // One buffer for all that is read, in place of one for each piece.
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback(length, buffer) {
        read((buffer as Buffer).subarray(0, length));
        return true;
      },
    },
  };
  return isSafe ? connectSafely({ ...options, servername: host }) : connectPlainly(options);
}
