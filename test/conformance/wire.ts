import { once } from 'node:events';
import { request } from 'node:http';
import WebSocket from 'ws';

export type Message = { readonly type: string; readonly id?: string; readonly payload?: unknown };

/** A socket on which anything may be said: what the protocol allows, and what it does not. */
export type Wire = Disposable & {
  readonly socket: WebSocket;
  /** All that came, but for pings of the server’s own. */
  readonly heard: readonly Message[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Text goes as it is, all else as JSON. */
  say(...what: unknown[]): void;
  /** Waits for so many messages, or the close. */
  until(count: number): Promise<readonly Message[]>;
  /** What came of one operation, as `next`, `complete` or `error`. */
  ofId(id: string): readonly Message[];
};

const LONGEST_MS = 8_000;
/** First byte of an unfragmented close frame. */
const CLOSE_FRAME = 0x88;

export async function connect(url: string, protocols: string[] = ['graphql-transport-ws']): Promise<Wire> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols);
  const heard: Message[] = [];
  const looks = new Set<() => void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.type !== 'ping') heard.push(message);
    for (const look of looks) look();
  });
  await once(socket, 'open');
  const wire: Wire = {
    socket,
    heard,
    closed,
    say(...what) {
      for (const one of what) socket.send(typeof one === 'string' ? one : JSON.stringify(one));
    },
    async until(count) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(
        () => reject(new Error(`${heard.length} messages, not ${count}: ${JSON.stringify(heard)}`)),
        LONGEST_MS,
      );
      const look = () => {
        if (heard.length >= count) resolve();
      };
      looks.add(look);
      look();
      await Promise.race([promise, closed]).finally(() => clearTimeout(timer));
      looks.delete(look);
      return heard;
    },
    ofId: (id) => heard.filter((message) => message.id === id),
    [Symbol.dispose]: () => socket.terminate(),
  };
  return wire;
}

/** A connection that has been acknowledged; `heard` is empty again. */
export async function connectAcknowledged(url: string): Promise<Wire> {
  const wire = await connect(url);
  wire.say({ type: 'connection_init' });
  await wire.until(1);
  (wire.heard as Message[]).length = 0;
  return wire;
}

/**
 * The answer to a handshake by hand, because client libraries hang up on protocols that they did not ask for: the
 * protocol that was chosen, and the code of the close frame, if that is what comes first (RFC 6455, 5.5.1).
 */
export async function shakeHands(
  url: string,
  protocols: string | undefined,
): Promise<{ status: number; protocol: string | undefined; code: number | undefined }> {
  const asked = request(url, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from('sixteen bytes...').toString('base64'),
      ...(protocols === undefined ? {} : { 'sec-websocket-protocol': protocols }),
    },
  });
  asked.end();
  return new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', ({ statusCode = 0 }) =>
      resolve({ status: statusCode, protocol: undefined, code: undefined }),
    );
    asked.once('upgrade', (response, socket, head) => {
      const protocol = response.headers['sec-websocket-protocol'];
      const answer = (frame: Uint8Array) => {
        const [kind, , high = 0, low = 0] = frame;
        resolve({ status: 101, protocol, code: kind === CLOSE_FRAME ? high * 256 + low : undefined });
        socket.destroy();
      };
      if (head.length > 0) return answer(head);
      const timer = setTimeout(() => answer(new Uint8Array()), 500);
      socket.once('data', (frame: Uint8Array) => {
        clearTimeout(timer);
        answer(frame);
      });
    });
  });
}
