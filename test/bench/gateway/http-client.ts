import { connect } from 'node:net';
import { REQUEST_HEADERS } from '../../../web/src/graphql/request-headers.ts';

/**
 * One kept-alive connection that asks one thing at a time. The client's cost is taken from the machine that is measured,
 * so it does no more than HTTP asks of it: a status, and a body by length or in chunks.
 */
export type Connection = Disposable & {
  ask(body: string): void;
};

type Options = {
  readonly url: URL;
  readonly answered: (status: number, body: Buffer) => void;
  readonly lost: (why: string) => void;
};

/** Those of the pages: what is measured is the road that they take. */
const HEADERS = Object.entries(REQUEST_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
/** `HTTP/1.1 ` */
const STATUS_AT = 9;

export function openConnection({ url, answered, lost }: Options): Connection {
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n${HEADERS}content-length: `;
  let held: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    const whole = readResponse(held);
    if (!whole) return;
    held = held.subarray(whole.end);
    answered(whole.status, whole.body);
  });
  socket.on('error', (error) => lost(String(error)));
  socket.on('close', () => lost('the connection was closed'));
  return {
    ask: (body) => void socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`),
    [Symbol.dispose]() {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}

type Response = { readonly status: number; readonly body: Buffer; readonly end: number };

/** Undefined while something is missing. */
export function readResponse(bytes: Buffer): Response | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
  const start = headEnd + HEAD_END.length;
  const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) return readChunks(bytes, start, status);
  const end = start + Number(length);
  return bytes.length < end ? undefined : { status, body: bytes.subarray(start, end), end };
}

function readChunks(bytes: Buffer, start: number, status: number): Response | undefined {
  const pieces: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size))
      throw new Error(`neither a length nor chunks: ${bytes.toString('latin1', 0, lineEnd)}`);
    const [from, to] = [lineEnd + LINE_END.length, lineEnd + LINE_END.length + size];
    if (bytes.length < to + LINE_END.length) return undefined;
    at = to + LINE_END.length;
    if (size === 0) return { status, body: Buffer.concat(pieces), end: at };
    pieces.push(bytes.subarray(from, to));
  }
}
