import './telemetry-off.ts';
import { createHash } from 'node:crypto';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@hongxin/kit/log';
import type { Prover } from '@hongxin/kit/proof';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { authorityOf } from './authority.ts';
import type { Sink } from './live/bounded-sink.ts';
import { createFigures, type LiveFigures } from './live/figures.ts';
import type { Frame } from './live/frames.ts';
import { createHub, type Subscription } from './live/hub.ts';
import { createGeneration, type Generation } from './live/planner.ts';
import { openUpstream } from './live/upstream.ts';
import { present } from './present-errors.ts';
import { createSubgraphSource, type GatewayContext } from './subgraph-source.ts';

export type Operation = {
  readonly document: DocumentNode;
  readonly text: string;
  readonly operationName?: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: GatewayContext;
};

export type Federation = {
  /** Of the present supergraph. */
  readonly schema: GraphQLSchema;
  execute(operation: Operation): Promise<ExecutionResult>;
  /** Results go to the sink until it is left; or why there is nothing to subscribe to. */
  subscribe(operation: Operation, sink: Sink): Promise<Subscription | ExecutionResult>;
  readonly figures: LiveFigures;
  /** Takes up another supergraph; false for one that is broken: the present one stays. */
  update(supergraphSdl: string): Promise<boolean>;
  [Symbol.asyncDispose](): Promise<void>;
};

export const isSubscription = (answer: Subscription | ExecutionResult): answer is Subscription =>
  'leave' in answer;

type Options = {
  readonly supergraphSdl: string;
  readonly subgraphs: Record<string, string>;
  readonly prover: Prover;
  readonly log: Log;
  /** Told of each live result when it was written for so many readers. */
  readonly onWritten?: (frame: Frame, readers: number) => void;
};

/** The supergraph made executable: queries and mutations by @apollo/gateway, subscriptions by our own hub. */
export async function createFederation(options: Options): Promise<Federation> {
  const { supergraphSdl, subgraphs, prover, log } = options;
  const sources = new Map<string, GraphQLDataSource<GatewayContext>>();
  const addressOf = (name: string): string => {
    const url = subgraphs[name];
    if (!url) throw new Error(`SUBGRAPHS names no address for ${name}`);
    return url;
  };
  let change: ((sdl: string) => void) | undefined;
  let generation: Generation | undefined;
  const current = () => generation as Generation;
  const gateway = new ApolloGateway({
    async supergraphSdl({ update }) {
      change = update;
      return { supergraphSdl };
    },
    logger: { debug() {}, info() {}, warn: (text) => log.warn(text), error: (text) => log.error(text) },
    buildService({ name }) {
      const source = createSubgraphSource({ name, url: addressOf(name), prover });
      sources.set(name, source);
      return source as never;
    },
  });
  const figures = createFigures();
  const hub = createHub<GatewayContext>({
    generation: current,
    sources: () => sources,
    openUpstream(name, request, context) {
      const headers = (body: string) => prover.headers(context.viewer, name, body);
      return openUpstream({ name, url: addressOf(name), headers }, request);
    },
    authorityOf,
    present,
    figures,
    onWritten: options.onWritten ?? (() => undefined),
    onBroken: (error) => log.warn({ err: error }, 'a live stream broke off'),
  });
  gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl, apiSchema }) => {
    generation = createGeneration(coreSupergraphSdl, apiSchema);
    hub.renew();
  });
  const { executor } = await gateway.load();

  return {
    get schema() {
      return current().apiSchema;
    },
    figures,
    async execute(operation) {
      const { apiSchema: schema } = current();
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
    async subscribe(operation, sink) {
      const wrong = variableErrors(current().apiSchema, operation);
      if (wrong) return present({ errors: wrong });
      try {
        return hub.join(operation, sink);
      } catch (error) {
        if (error instanceof GraphQLError) return present({ errors: [error] });
        throw error;
      }
    },
    async update(sdl) {
      try {
        change?.(sdl);
        return true;
      } catch (error) {
        log.error({ err: error }, 'refused a broken supergraph; the present one stays');
        return false;
      }
    },
    async [Symbol.asyncDispose]() {
      hub.close();
      await gateway.stop();
    },
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
