import { once } from 'node:events';
import WebSocket, { type ClientOptions } from 'ws';

export type RawSocket = Disposable & {
  readonly socket: WebSocket;
  readonly messages: { type: string; id?: string; payload?: unknown }[];
  /** Set when the other side closed, with its code. */
  readonly closed: Promise<number>;
  send(message: unknown): void;
  /** Waits for the first message that fits. */
  until(fits: (message: RawSocket['messages'][number]) => boolean, ms?: number): Promise<void>;
};

/** graphql-transport-ws without a client library: what an attacker or another implementation sends. */
export async function openSocket(
  url: string,
  accessToken: string | null,
  options: ClientOptions = {},
): Promise<RawSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', options);
  const messages: RawSocket['messages'] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    for (const look of waiting) look();
  });
  await once(socket, 'open');
  const raw: RawSocket = {
    socket,
    messages,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    until: (fits, ms = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not heard in ${ms} ms`)), ms);
        const look = () => {
          if (!messages.some(fits)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => socket.terminate(),
  };
  raw.send({ type: 'connection_init', payload: accessToken ? { accessToken } : {} });
  return raw;
}
