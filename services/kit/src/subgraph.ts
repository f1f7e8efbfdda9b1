import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { sendNodeResponse } from '@whatwg-node/server';
import type { Connection } from 'mongoose';
import { createYoga, maskError, type Plugin } from 'graphql-yoga';
import { enforceAccess, type Rule } from './access.ts';
import type { Refusals } from './audit.ts';
import { answerHealth } from './health.ts';
import { BodyTooLarge, listen, readBody } from './http.ts';
import type { Log } from './log.ts';
import { CLAIMS_HEADER, createVerifier, type Jwk, PROOF_HEADER } from './proof.ts';
import { DateTime } from './scalars.ts';
import { recordRefusals } from './record-refusals.ts';
import { readSdl } from './sdl.ts';
import { subscribeWithExtensions } from './subscribe.ts';
import { currentTrace } from './telemetry/current-trace.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { answerInTrace } from './telemetry/subgraph-trace.ts';
import type { Viewer } from './viewer.ts';

/** What every resolver gets beside the service's own world. */
export type SubgraphContext = { readonly viewer: Viewer | null };

type Resolvers = Record<string, unknown>;

export type SubgraphOptions<World extends object> = {
  readonly name: string;
  /** Where it listens and whom it trusts. */
  readonly env: {
    INSTANCE_ID: string;
    HOST: string;
    PORT: number;
    MESH_TRUST: Record<string, Jwk>;
    MESH_SECRET: Buffer;
  };
  /** Its database, which must answer for the service to be ready. */
  readonly connection: Connection;
  /** The service's `src/`. */
  readonly sourceFolder: string;
  readonly resolvers: readonly Resolvers[];
  readonly rules: Record<string, Rule>;
  /** Takes each refusal of access for the audit. */
  readonly refusals: Refusals;
  readonly log: Log;
  /** Served at /metrics, for whoever is inside the mesh. */
  readonly metrics?: Metrics;
  /** Made anew for each request: loaders, and whatever the resolvers use. */
  world(viewer: Viewer | null): World;
  /** Plain HTTP besides GraphQL (identity's signing in); answers true when it took the request. */
  readonly also?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
};

const BODY_LIMIT = 1_048_576; // the gateway's batches of entities are larger than what a client may send

/** The executable schema of a service, each field behind its rule. */
export function buildSchema(options: {
  name: string;
  sourceFolder: string;
  resolvers: readonly Resolvers[];
  rules: Record<string, Rule>;
}) {
  const modules = [
    { typeDefs: readSdl(options.sourceFolder) },
    { typeDefs: EMPTY, resolvers: merge([{ DateTime }, ...options.resolvers]) as never },
  ];
  return enforceAccess(buildSubgraphSchema(modules), options.rules, options.name);
}

/** Each event of a subscription is executed in a world of its own, as a request is. */
const liveSubscriptions = (world: (viewer: Viewer | null) => object): Plugin<SubgraphContext> => ({
  onSubscribe: ({ setSubscribeFn }) =>
    setSubscribeFn((args) =>
      subscribeWithExtensions(args, () => ({ ...args.contextValue, ...world(args.contextValue.viewer) })),
    ),
});

const EMPTY = { kind: 'Document', definitions: [] } as never;

/** Serves a subgraph: POST /graphql from the mesh only (JSON and SSE), health for everyone. */
export async function serveSubgraph<World extends object>(options: SubgraphOptions<World>) {
  const { name, log, env, connection } = options;
  const verify = createVerifier({ audience: name, trust: env.MESH_TRUST, secret: env.MESH_SECRET });
  const checks = { mongodb: async () => void (await connection.db?.command({ ping: 1 })) };
  const yoga = createYoga<{ viewer: Viewer | null }>({
    schema: buildSchema(options),
    context: ({ viewer }) => ({ ...options.world(viewer), viewer }),
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    parserAndValidationCache: true,
    plugins: [liveSubscriptions(options.world), recordRefusals(options.refusals)],
    logging: { debug() {}, info() {}, warn: (...a) => log.warn(a), error: (...a) => log.error(a) },
    maskedErrors: {
      maskError(error, message) {
        const masked = maskError(error, message);
        if (masked !== error)
          log.error(
            { err: (error as { originalError?: unknown }).originalError ?? error, trace: currentTrace() },
            'masked a bug',
          );
        return masked;
      },
    },
  });
  /** Live streams would outlast any drain: they are ended first, and their readers come back with a cursor. */
  const streams = new Set<AbortController>();
  options.metrics?.gauge(
    'hongxin_subgraph_live_streams',
    'Event streams that are open to a gateway.',
    () => streams.size,
  );
  const server = await listen(
    (request, response) => {
      answer(request, response).catch((error) => {
        log.error({ err: error }, 'request failed');
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
    env.HOST,
    env.PORT,
  );
  return {
    port: server.port,
    async [Symbol.asyncDispose]() {
      for (const stream of streams) stream.abort();
      await server[Symbol.asyncDispose]();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '/';
    if (await answerHealth(path, response, { service: name, instance: env.INSTANCE_ID }, checks)) return;
    if (await options.metrics?.answer(path, response)) return;
    if (await options.also?.(request, response)) return;
    if (path !== '/graphql' || request.method !== 'POST')
      return refuse(response, 404, 'NOT_FOUND', 'Only POST /graphql is here.');
    const body = await readBody(request, BODY_LIMIT).catch((error) => {
      if (error instanceof BodyTooLarge) return null;
      throw error;
    });
    if (body === null) return refuse(response, 413, 'BAD_USER_INPUT', 'The body is too large.');
    const verdict = verify(
      { claims: header(request, CLAIMS_HEADER), proof: header(request, PROOF_HEADER) },
      body,
    );
    if (!verdict.ok) {
      log.warn({ why: verdict.why }, 'refused a request that did not come through the mesh');
      return refuse(response, 403, 'FORBIDDEN', 'This service answers the gateway only.');
    }
    const gone = new AbortController();
    if (header(request, 'accept').includes('text/event-stream')) streams.add(gone);
    response.once('close', () => {
      streams.delete(gone);
      gone.abort();
    });
    const headers = {
      'content-type': header(request, 'content-type'),
      accept: header(request, 'accept') || 'application/json',
    };
    const init = { method: 'POST', headers, body, signal: gone.signal };
    const answered = await answerInTrace(header(request, 'traceparent'), name, () =>
      yoga.fetch('http://subgraph/graphql', init, { viewer: verdict.viewer }),
    );
    await sendNodeResponse(answered, response, request, true);
  }
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

/** Each module brings its own fields of a type; the same field twice is a mistake. */
function merge(parts: readonly Resolvers[]): Resolvers {
  const merged: Record<string, unknown> = {};
  for (const part of parts)
    for (const [type, fields] of Object.entries(part)) {
      const known = merged[type];
      if (known === undefined) merged[type] = fields;
      else {
        for (const field of Object.keys(fields as object))
          if (field in (known as object)) throw new Error(`${type}.${field} has two resolvers`);
        merged[type] = { ...(known as object), ...(fields as object) };
      }
    }
  return merged;
}
