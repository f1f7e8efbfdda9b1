import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export type Event = {
  __typename: string;
  cursor: string;
  seq?: number;
  previous?: number;
  checkIn?: { id: string; name: string | null };
  latest?: { id: string; name: string | null }[];
};

export type Subscriber = {
  readonly id: string;
  readonly after: string | null;
  readonly token: unknown;
  send(event: Event, extensions?: object): void;
  /** Any other message of the protocol. */
  say(message: object): void;
  readonly socket: WebSocket;
};

export const cursorOf = (seq: number): string => `c${seq}`;
export const recorded = (seq: number, name: string | null = `name ${seq}`): Event => ({
  __typename: 'CheckInRecorded',
  cursor: cursorOf(seq),
  seq,
  previous: seq - 1,
  checkIn: { id: `id-${seq}`, name },
});
export const patched = (seq: number): Event => ({
  ...recorded(seq),
  __typename: 'CheckInPatched',
  seq: undefined,
});

/** graphql-transport-ws spoken by hand: a log of check-ins that any number of subscribers follow, and every way to end. */
export async function startFeedServer() {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => 'graphql-transport-ws',
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  /** Each subscribing that was ever made. */
  const asked: Subscriber[] = [];
  const present = new Set<Subscriber>();
  const closedWith: number[] = [];
  let top = 10;
  let answer: ((subscriber: Subscriber) => void) | null = null;
  let isMute = false;

  const pictureOf = (): Event => ({
    __typename: 'FeedSnapshot',
    cursor: cursorOf(top),
    seq: top,
    latest: [recorded(top), recorded(top - 1)].flatMap(({ checkIn }) => checkIn ?? []),
  });

  function serve(subscriber: Subscriber): void {
    if (subscriber.after === null) subscriber.send(pictureOf());
    else
      for (let seq = Number(subscriber.after.slice(1)) + 1; seq <= top; seq++) subscriber.send(recorded(seq));
    present.add(subscriber);
  }

  server.on('connection', (socket) => {
    let token: unknown;
    const say = (message: object): void => socket.send(JSON.stringify(message));
    socket.on('close', (code) => closedWith.push(code));
    socket.on('message', (bytes) => {
      const { type, id, payload } = JSON.parse(String(bytes));
      if (type === 'connection_init') {
        token = payload?.accessToken;
        if (!isMute) say({ type: 'connection_ack' });
      }
      if (type === 'complete') for (const one of present) if (one.id === id) present.delete(one);
      if (type !== 'subscribe') return;
      const send = (event: Event, extensions: object = {}): void =>
        say({
          id,
          type: 'next',
          payload: { data: { feed: event }, extensions: { cursor: event.cursor, ...extensions } },
        });
      const subscriber = { id, after: payload.variables.after, token, send, say, socket };
      asked.push(subscriber);
      socket.on('close', () => present.delete(subscriber));
      const once = answer;
      answer = null;
      (once ?? serve)(subscriber);
    });
  });

  return {
    url: `ws://127.0.0.1:${port}`,
    asked,
    closedWith,
    pictureOf,
    serve,
    /** The next subscribing is answered like this, later ones as ever. */
    answerOnce: (give: (subscriber: Subscriber) => void) => (answer = give),
    /** Says nothing to a connection_init. */
    mute: (wanted: boolean) => (isMute = wanted),
    /** One more check-in, told to all who follow. */
    tap(extensions?: object, name?: string | null): number {
      top += 1;
      for (const subscriber of present) subscriber.send(recorded(top, name), extensions);
      return top;
    },
    tell(event: Event): void {
      for (const subscriber of present) subscriber.send(event);
    },
    isFollowed: () => present.size > 0,
    /** Closes all sockets; 1006 is what a client sees of one that is cut. */
    cut(code: number): void {
      for (const socket of server.clients)
        if (code === 1006) socket.terminate();
        else socket.close(code, 'told so');
    },
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
