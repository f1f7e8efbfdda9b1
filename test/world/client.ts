import { createClient as createWsClient, type ExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';
import { REQUEST_HEADERS } from '../../web/src/graphql/request-headers.ts';

type Answer<T> = {
  data: T | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string; reason?: string } }[];
};

/** A client of the gateway as anyone outside has it: HTTP and graphql-transport-ws. */
export type WorldClient = {
  readonly accessToken: string | null;
  ask<T = Record<string, never>>(query: string, variables?: Record<string, unknown>): Promise<Answer<T>>;
  /** The data, or the test fails with the errors. */
  get<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  subscribe<T>(query: string, variables?: Record<string, unknown>): Heard<T>;
};

/** What a subscription has brought so far; `until` waits for it to hold. */
export type Heard<T> = Disposable & {
  readonly results: ExecutionResult<T, Extensions>[];
  readonly ended: { reason?: unknown };
  until(condition: (results: ExecutionResult<T, Extensions>[]) => boolean, ms?: number): Promise<void>;
  /** Whether its socket was ever let in. */
  wasConnected(): boolean;
  /** Its socket is gone without a word. */
  drop(): void;
};

export type Extensions = {
  cursor?: string;
  incomplete?: boolean;
  lagged?: { count: number; resumeAfter: string };
};

export function createClient(url: string, accessToken: string | null): WorldClient {
  async function ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<T>> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...REQUEST_HEADERS,
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer<T>;
  }
  return {
    accessToken,
    ask,
    async get<T>(query: string, variables?: Record<string, unknown>) {
      const { data, errors } = await ask<T>(query, variables);
      if (errors || !data) throw new Error(`errors for ${query}: ${JSON.stringify(errors)}`);
      return data;
    },
    subscribe: (query, variables) => listen(url, accessToken, query, variables),
  };
}

function listen<T>(
  url: string,
  accessToken: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Heard<T> {
  let opened: WebSocket | undefined;
  const client = createWsClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: accessToken ? { accessToken } : {},
    retryAttempts: 0,
    on: { connected: (socket) => (opened = socket as WebSocket) },
  });
  const results: Heard<T>['results'] = [];
  const ended: { reason?: unknown } = {};
  const waiting = new Set<() => void>();
  const wake = () => waiting.forEach((look) => look());
  const stop = client.subscribe<T, Extensions>(
    { query, variables },
    {
      next: (result) => (results.push(result as never), wake()),
      error: (error) => ((ended.reason = error ?? 'error'), wake()),
      complete: () => ((ended.reason ??= 'complete'), wake()),
    },
  );
  return {
    results,
    ended,
    wasConnected: () => opened !== undefined,
    drop: () => opened?.terminate(),
    until: (condition, ms = 10_000) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () =>
            finish(
              new Error(
                `not within ${ms} ms; heard ${results.length}: ${JSON.stringify(results.slice(-3))}; ended: ${String(ended.reason)}`,
              ),
            ),
          ms,
        );
        const look = () => condition(results) && finish();
        const finish = (error?: Error) => {
          clearTimeout(late);
          waiting.delete(look);
          if (error) reject(error);
          else resolve();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]() {
      stop();
      void client.dispose();
    },
  };
}
