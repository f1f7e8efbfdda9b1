import './telemetry-off.ts';
import { createHash } from 'node:crypto';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@hongxin/kit/log';
import type { Prover } from '@hongxin/kit/proof';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { present } from './present-errors.ts';
import { createSubgraphSource, type GatewayContext } from './subgraph-source.ts';
import { createSubscribe } from './subscriptions/federated.ts';
import { createGeneration, type Generation } from './subscriptions/planner.ts';
import { openUpstream } from './subscriptions/upstream.ts';

export type Operation = {
  readonly document: DocumentNode;
  readonly text: string;
  readonly operationName?: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: GatewayContext;
};

/** A stream of results, or why there is none. */
type Stream = AsyncIterableIterator<ExecutionResult> | ExecutionResult;

export type Federation = {
  readonly schema: GraphQLSchema;
  execute(operation: Operation): Promise<ExecutionResult>;
  subscribe(operation: Operation): Stream | Promise<Stream>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Options = {
  readonly supergraphSdl: string;
  readonly subgraphs: Record<string, string>;
  readonly prover: Prover;
  readonly log: Log;
};

/** The supergraph made executable: queries and mutations by @apollo/gateway, subscriptions by our own. */
export async function createFederation({
  supergraphSdl,
  subgraphs,
  prover,
  log,
}: Options): Promise<Federation> {
  const sources = new Map<string, GraphQLDataSource<GatewayContext>>();
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn: (text) => log.warn(text), error: (text) => log.error(text) },
    buildService({ name }) {
      const url = subgraphs[name];
      if (!url) throw new Error(`SUBGRAPHS names no address for ${name}`);
      const source = createSubgraphSource({ name, url, prover });
      sources.set(name, source);
      return source as never;
    },
  });
  let generation: Generation | undefined;
  gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl, apiSchema }) => {
    generation = createGeneration(coreSupergraphSdl, apiSchema);
  });
  const { schema, executor } = await gateway.load();
  const subscribe = createSubscribe({
    generation: () => generation as Generation,
    sources,
    openUpstream: (name, request, context) =>
      openUpstream({ name, url: subgraphs[name] as string, prover }, request, context),
  });

  return {
    schema,
    async execute(operation) {
      const wrong = variableErrors(schema, operation);
      if (wrong) return present({ errors: wrong });
      const { document, text, operationName, variables, context } = operation;
      const request = { query: text, operationName, variables };
      const queryHash = createHash('sha256').update(text).digest('hex');
      const result = await executor({
        request,
        document,
        queryHash,
        context,
        operationName: operationName ?? null,
        schema,
        metrics: {},
        logger: log,
        source: text,
        cache: undefined,
      } as never);
      return present(result as ExecutionResult);
    },
    subscribe(operation) {
      const wrong = variableErrors(schema, operation);
      if (wrong) return present({ errors: wrong });
      try {
        return subscribe(operation);
      } catch (error) {
        if (error instanceof GraphQLError) return present({ errors: [error] });
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

function variableErrors(
  schema: GraphQLSchema,
  { document, operationName, variables }: Operation,
): readonly GraphQLError[] | undefined {
  const operation = document.definitions.find(
    (d) => d.kind === 'OperationDefinition' && (!operationName || d.name?.value === operationName),
  );
  if (operation?.kind !== 'OperationDefinition')
    return [new GraphQLError('请求里没有这个名称的操作。', { extensions: { code: 'BAD_USER_INPUT' } })];
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return errors?.map(
    ({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } }),
  );
}
