import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection } from 'mongoose';
import type { Rule } from './access.ts';
import type { Refusals } from './audit.ts';
import { buildSchema, type Resolvers } from './executable-schema.ts';
import { createGraphqlDoor } from './graphql-door.ts';
import { answerHealth, type Check } from './health.ts';
import { listen } from './http.ts';
import type { Log } from './log.ts';
import { createVerifier, type Jwk } from './proof.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { Viewer } from './viewer.ts';

/** What every resolver gets beside the service's own world. */
export type SubgraphContext = { readonly viewer: Viewer | null };

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
  /** What else must hold for the service to be ready. */
  readonly checks?: Readonly<Record<string, Check>>;
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

/** Serves a subgraph: POST /graphql from the mesh only (JSON and SSE), health for everyone. */
export async function serveSubgraph<World extends object>(options: SubgraphOptions<World>) {
  const { name, log, env, connection } = options;
  const verify = createVerifier({ audience: name, trust: env.MESH_TRUST, secret: env.MESH_SECRET });
  const mongodb = async () => void (await connection.db?.command({ ping: 1 }));
  const checks = { mongodb, ...options.checks };
  const graphql = createGraphqlDoor({ ...options, schema: buildSchema(options), verify });
  options.metrics?.gauge(
    'hongxin_subgraph_live_streams',
    'Event streams that are open to a gateway.',
    graphql.streams,
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
      graphql.endStreams();
      await server[Symbol.asyncDispose]();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '/';
    if (path === '/graphql' && request.method === 'POST') return graphql.answer(request, response);
    if (await answerHealth(path, response, { service: name, instance: env.INSTANCE_ID }, checks)) return;
    if (await options.metrics?.answer(path, response)) return;
    if (await options.also?.(request, response)) return;
    graphql.refuse(response, 404, 'NOT_FOUND', 'Only POST /graphql is here.');
  }
}
