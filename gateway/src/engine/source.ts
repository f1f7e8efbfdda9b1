import type { GraphQLFormattedError } from 'graphql';

/** An object as JSON has it. */
export type Json = Record<string, unknown>;

export type SubgraphRequest = {
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Json;
};

export type SubgraphAnswer = {
  data?: Json | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Json;
};

/**
 * Asks one subgraph. Rejects with a GraphQLError (code SERVICE_UNAVAILABLE) when there is no answer, never with anything
 * else. What it answers belongs to the caller, who writes into it.
 */
export type SubgraphSource<Context> = (request: SubgraphRequest, context: Context) => Promise<SubgraphAnswer>;
