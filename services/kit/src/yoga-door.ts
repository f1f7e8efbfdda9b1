import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Refusals } from './audit.ts';
import { header } from './http.ts';
import type { Log } from './log.ts';
import type { MaskBug } from './mask-bugs.ts';
import { refusalsPlugin } from './record-refusals.ts';
import { subscribeWithExtensions } from './subscribe.ts';
import type { Viewer } from './viewer.ts';

type Asked = { readonly body: string; readonly viewer: Viewer | null };

/** Each event of a subscription is executed in a world of its own, as a request is. */
const liveSubscriptions = (world: (viewer: Viewer | null) => object): Plugin<{ viewer: Viewer | null }> => ({
  onSubscribe: ({ setSubscribeFn }) =>
    setSubscribeFn((args) =>
      subscribeWithExtensions(args, () => ({ ...args.contextValue, ...world(args.contextValue.viewer) })),
    ),
});

/** Event streams, and whatever the plain lane leaves: documents with mistakes, odd bodies, odd headers. */
export function createYogaDoor(options: {
  schema: GraphQLSchema;
  refusals: Refusals;
  maskBug: MaskBug;
  log: Log;
  world(viewer: Viewer | null): object;
}) {
  const { log, world } = options;
  const yoga = createYoga<{ viewer: Viewer | null }>({
    schema: options.schema,
    context: ({ viewer }) => ({ ...world(viewer), viewer }),
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    parserAndValidationCache: true,
    plugins: [liveSubscriptions(world), refusalsPlugin(options.refusals)],
    logging: { debug() {}, info() {}, warn: (...a) => log.warn(a), error: (...a) => log.error(a) },
    maskedErrors: { maskError: options.maskBug },
  });
  /** Live streams would outlast any drain: they are ended first, and their readers come back with a cursor. */
  const streams = new Set<AbortController>();

  const ask = async ({ body, viewer }: Asked, headers: Record<string, string>, signal?: AbortSignal) => {
    const init = { method: 'POST', headers, body, ...(signal && { signal }) };
    return yoga.fetch('http://subgraph/graphql', init, { viewer });
  };

  return {
    async answer(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
      const gone = new AbortController();
      const accept = header(request, 'accept') || 'application/json';
      if (accept.includes('text/event-stream')) streams.add(gone);
      response.once('close', () => {
        streams.delete(gone);
        gone.abort();
      });
      const headers = { 'content-type': header(request, 'content-type'), accept };
      await sendNodeResponse(await ask(asked, headers, gone.signal), response, request, true);
    },
    /** The answer to an item of a batch, as JSON. */
    async jsonOf(asked: Asked): Promise<string> {
      const answered = await ask(asked, {
        'content-type': 'application/json',
        accept: 'application/json',
      });
      return answered.text();
    },
    streams: () => streams.size,
    endStreams(): void {
      for (const stream of streams) stream.abort();
    },
  };
}
