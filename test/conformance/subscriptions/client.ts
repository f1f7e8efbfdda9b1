import { once } from 'node:events';
import WebSocket from 'ws';

export type Path = readonly (string | number)[];

export type Result = {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: Path;
    readonly extensions?: object;
  }[];
  readonly extensions?: Record<string, unknown>;
};

export type Operation = {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
};

/** How a subscription came to its end, told by the gateway. */
export type Ending =
  | { readonly how: 'complete' }
  | { readonly how: 'error'; readonly errors: unknown }
  | { readonly how: 'closed'; readonly code: number };

/** One subscription as its client sees it. */
export type Listening = Disposable & {
  readonly results: readonly Result[];
  readonly ending: Ending | undefined;
  /** Waits for so many results, or the end if that comes first, or `ms`. */
  untilResults(count: number, ms?: number): Promise<void>;
  /** Waits for the end, or `ms`. */
  untilEnd(ms?: number): Promise<void>;
  /** The client has heard enough. */
  stop(): void;
};

/** What came so far, and whoever waits for more. */
export function createTranscript(stop: () => void) {
  const results: Result[] = [];
  const looks = new Set<() => void>();
  let ending: Ending | undefined;
  const tell = () => {
    for (const look of looks) look();
  };

  function until(holds: () => boolean, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = () => {
      clearTimeout(timer);
      looks.delete(look);
      resolve();
    };
    const look = () => {
      if (holds()) done();
    };
    const timer = setTimeout(done, ms);
    looks.add(look);
    look();
    return promise;
  }

  const listening: Listening = {
    results,
    get ending() {
      return ending;
    },
    untilResults: (count, ms = 8_000) => until(() => results.length >= count || ending !== undefined, ms),
    untilEnd: (ms = 8_000) => until(() => ending !== undefined, ms),
    stop,
    [Symbol.dispose]: stop,
  };
  return {
    listening,
    add(result: Result): void {
      results.push(result);
      tell();
    },
    end(how: Ending): void {
      ending ??= how;
      tell();
    },
  };
}

type Message = { readonly type: string; readonly id?: string; readonly payload?: unknown };

/** A socket of graphql-transport-ws with any number of operations on it. */
export type Socket = Disposable & {
  readonly raw: WebSocket;
  listen(operation: Operation): Listening;
};

export async function openSocket(url: string): Promise<Socket> {
  const raw = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const running = new Map<string, ReturnType<typeof createTranscript>>();
  const acknowledged = Promise.withResolvers<void>();
  acknowledged.promise.catch(() => {}); // a gateway that is not there is told by `open`
  const send = (message: Message) => {
    if (raw.readyState === WebSocket.OPEN) raw.send(JSON.stringify(message));
  };
  raw.on('message', (data) => {
    const { type, id = '', payload } = JSON.parse(String(data)) as Message;
    if (type === 'connection_ack') acknowledged.resolve();
    else if (type === 'ping') send({ type: 'pong' });
    else if (type === 'next') running.get(id)?.add(payload as Result);
    else if (type === 'error') running.get(id)?.end({ how: 'error', errors: payload });
    else if (type === 'complete') running.get(id)?.end({ how: 'complete' });
  });
  raw.once('close', (code) => {
    acknowledged.reject(new Error(`the gateway closed the socket with ${code}`));
    for (const one of running.values()) one.end({ how: 'closed', code });
  });
  await once(raw, 'open');
  send({ type: 'connection_init' });
  await acknowledged.promise;
  return {
    raw,
    listen(operation) {
      const id = `operation-${running.size + 1}`;
      const transcript = createTranscript(() => {
        if (!transcript.listening.ending) send({ type: 'complete', id });
      });
      running.set(id, transcript);
      send({ type: 'subscribe', id, payload: operation });
      return transcript.listening;
    },
    [Symbol.dispose]: () => raw.terminate(),
  };
}
