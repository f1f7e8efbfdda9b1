import { ApolloGateway, type GatewayConfig, type GraphQLDataSource } from '@apollo/gateway';
import { type ExecutionResult, parse } from 'graphql';
import type { SubgraphRequest } from '../../gateway/src/engine/source.ts';
import type { Operation } from './operations.ts';
import { askSubgraph, engine, supergraphSdl, type Visit } from './world/world.ts';

export async function askEngine({ query, variables }: Operation, visit: Visit): Promise<ExecutionResult> {
  return await engine.prepare(parse(query), query).execute({
    variables,
    context: visit,
    sourceOf: (name) => (request: SubgraphRequest, context: Visit) => askSubgraph(name, request, context),
  });
}

export type Stock = { ask(operation: Operation, visit: Visit): Promise<ExecutionResult> };

/** @apollo/gateway as it is published, over the same subgraphs. */
export async function startStock(): Promise<Stock & AsyncDisposable> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error: (message) => console.error(message) },
    buildService: ({ name = '' }) => sourceOf(name),
  } satisfies GatewayConfig);
  const { executor } = await gateway.load();
  if (!executor) throw new Error('@apollo/gateway has no executor');
  return {
    async ask({ query, variables }, visit) {
      const request = { query, variables };
      const given = {
        document: parse(query),
        request,
        queryHash: query,
        context: visit,
        metrics: {},
        cache: undefined,
      };
      return (await executor({
        ...given,
        schema: engine.schema,
        overallCachePolicy: undefined,
      } as never)) as ExecutionResult;
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

const sourceOf = (name: string): GraphQLDataSource => ({
  async process({ request: { query = '', operationName, variables = {} }, context }) {
    const asked = {
      query,
      ...(operationName ? { operationName } : {}),
      variables: structuredClone({ ...variables }),
    };
    return (await askSubgraph(name, asked, context as never)) as never;
  },
});
