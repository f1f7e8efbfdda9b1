import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { createLog, type Log } from '@hongxin/kit/log';
import { parse } from 'graphql';
import { openGateway } from '../../serve/open-gateway.ts';
import { subgraphsOf } from '../../serve/supergraph.ts';
import { FEED_SDL, PEOPLE_SDL } from './feed-world.ts';

/** What a subgraph does with a request; it may write whatever it likes, whenever it likes. */
export type Behave = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;
export type Asked = { readonly query: string; readonly variables: Record<string, unknown> };

const CHANGES = 'type Mutation { rename(id: ID!, name: String!): Person }';

/** The product's gateway before two subgraphs, on real sockets, that behave as the test wants. */
export async function openHostileWorld(options: { feed: Behave; people: Behave; log?: Log }) {
  const stack = new AsyncDisposableStack();
  const serve = async (behave: Behave): Promise<string> => {
    const server = createServer(async (request, response) => {
      response.on('error', () => undefined);
      const text = Buffer.concat(await request.toArray()).toString();
      behave(JSON.parse(text) as Asked, response, request);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stack.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  };
  const parts = [
    ['feed', FEED_SDL, options.feed] as const,
    ['people', `${PEOPLE_SDL}\n${CHANGES}`, options.people] as const,
  ];
  const services = [];
  for (const [name, sdl, behave] of parts)
    services.push({ name, url: await serve(behave), typeDefs: parse(sdl) });
  const { supergraphSdl = '', errors } = composeServices(services);
  if (errors) throw new Error(errors.join('\n'));
  const gateway = stack.use(
    await openGateway({
      supergraphSdl,
      subgraphs: subgraphsOf(supergraphSdl),
      host: '127.0.0.1',
      port: 0,
      limits: false,
      log: options.log ?? createLog('gateway', 'silent'),
    }),
  );
  const address = `http://127.0.0.1:${gateway.port}/graphql`;
  type Variables = Record<string, unknown>;
  const post = (query: string, accept: string, variables: Variables, signal?: AbortSignal) =>
    fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      ...(signal ? { signal } : {}),
    });

  return {
    address,
    async ask(query: string, variables: Variables = {}): Promise<Result> {
      return (await (await post(query, 'application/json', variables)).json()) as Result;
    },
    /** Reads a stream to its end, or until `most` results have come. */
    async listen(query: string, most = Infinity, variables: Variables = {}): Promise<Result[]> {
      const leaving = new AbortController();
      const response = await post(query, 'text/event-stream', variables, leaving.signal);
      const results: Result[] = [];
      let text = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const events = (text + chunk).split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          const data = /^event: next\ndata: (.*)$/s.exec(event)?.[1];
          if (data) results.push(JSON.parse(data) as Result);
        }
        if (results.length < most) continue;
        leaving.abort();
        break;
      }
      return results;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export type Result = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
};

export const EVENT_STREAM = { 'content-type': 'text/event-stream' };
export const next = (result: unknown): string => `event: next\ndata: ${JSON.stringify(result)}\n\n`;
export const COMPLETE = 'event: complete\ndata:\n\n';
