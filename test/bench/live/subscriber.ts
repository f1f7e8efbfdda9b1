import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createFrameReader } from './frame-reader.ts';

export type Operation = { readonly query: string; readonly variables?: Record<string, unknown> };

export type SubscriberOptions = {
  readonly port: number;
  readonly accessToken?: string | undefined;
  readonly operation: Operation;
  /** Whether `next` is given what arrived; counting alone is cheaper. */
  readonly wantsBytes: boolean;
  next(bytes?: Buffer): void;
  /** The connection or the subscription ended otherwise than by `cut`. */
  lost(why: string): void;
};

export type Subscriber = {
  /** The subscription was sent; the protocol has no answer to it. */
  readonly subscribed: Promise<void>;
  /** Resets the connection, as a broken network does: neither side says goodbye. */
  cut(): void;
};

/** One memory for what all sockets read: it is counted before the next one is read. */
const arriving = Buffer.allocUnsafe(65_536);
const UPGRADE = [
  'GET /graphql HTTP/1.1',
  'host: 127.0.0.1',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
  'sec-websocket-protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n');

/** graphql-transport-ws over a plain TCP socket: one connection with one subscription, under an id of its own. */
export function subscribe(options: SubscriberOptions): Subscriber {
  const { promise: subscribed, resolve, reject } = Promise.withResolvers<void>();
  let isCut = false;
  const lose = (why: string): void => {
    if (isCut) return;
    isCut = true;
    socket.destroy();
    reject(new Error(why));
    options.lost(why);
  };
  const read = createFrameReader(options.wantsBytes, {
    next: options.next,
    message(text) {
      if (text === '{"type":"ping"}') socket.write(PONG);
      else if (text.includes('connection_ack')) {
        socket.write(frame({ id: randomUUID(), type: 'subscribe', payload: options.operation }));
        resolve();
      } else if (!text.includes('"pong"')) lose(`it said ${text}`);
    },
    ping: () => socket.write(PONG_FRAME),
    close: () => lose('it closed the socket'),
  });
  let greet: ((head: Buffer) => void) | undefined = awaitUpgrade(() => {
    greet = undefined;
    const { accessToken } = options;
    socket.write(frame({ type: 'connection_init', payload: accessToken ? { accessToken } : {} }));
  }, lose);
  const onread = {
    buffer: arriving,
    callback(size: number): boolean {
      const chunk = arriving.subarray(0, size);
      if (greet) greet(chunk);
      else read(chunk);
      return true;
    },
  };
  const socket: Socket = connect({ host: '127.0.0.1', port: options.port, noDelay: true, onread });
  socket.once('connect', () => socket.write(UPGRADE));
  socket.once('error', (error) => lose(error.message));
  socket.once('close', () => lose('the connection broke off'));
  subscribed.catch(() => undefined); // who lost it was told
  return {
    subscribed,
    cut() {
      isCut = true;
      socket.resetAndDestroy();
    },
  };
}

/** The server says nothing after its answer until it is spoken to. */
function awaitUpgrade(upgraded: () => void, refused: (why: string) => void): (chunk: Buffer) => void {
  let head = '';
  return (chunk) => {
    head += chunk.toString('latin1');
    if (!head.includes('\r\n\r\n')) return;
    if (head.startsWith('HTTP/1.1 101')) upgraded();
    else refused(`it answered ${head.split('\r\n')[0]}`);
  };
}

const FINAL_TEXT = 0x81;
const FINAL_PONG = 0x8a;
const MASKED = 0x80;

/** Masked with zeros: the payload stands in the frame as it is (RFC 6455 §5.3 asks for a mask, whatever it is). */
function frame(message: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const long = payload.length >= 126;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = FINAL_TEXT;
  head[1] = MASKED | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

const PONG = frame({ type: 'pong' });
const PONG_FRAME = Buffer.from([FINAL_PONG, MASKED, 0, 0, 0, 0]);
