import type { GraphQLDataSource } from '@apollo/gateway';
import type { Prover } from '@hongxin/kit/proof';
import type { Viewer } from '@hongxin/kit/viewer';
import { unavailable } from './live/unavailable.ts';

/** What the gateway knows of an operation's caller; the viewer may be renewed while a subscription lives. */
export type GatewayContext = { viewer: Viewer | null };

const DEADLINE_MS = 5_000;

/** Asks one subgraph by plain HTTP, proving the caller with each request. */
export function createSubgraphSource(options: {
  name: string;
  url: string;
  prover: Prover;
}): GraphQLDataSource<GatewayContext> {
  const { name, url, prover } = options;
  return {
    async process({ request, context }) {
      const body = JSON.stringify({ query: request.query, variables: request.variables });
      const headers = { 'content-type': 'application/json', ...prover.headers(context.viewer, name, body) };
      let response: Response;
      try {
        response = await fetch(url, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(DEADLINE_MS),
        });
        return (await response.json()) as never;
      } catch (error) {
        throw unavailable(error);
      }
    },
  };
}
