import type { Log } from '@hongxin/kit/log';
import type { Prover } from '@hongxin/kit/proof';
import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { authorityOf } from './authority.ts';
import { type Engine, engineOf } from './engine/engine.ts';
import type { SubgraphSource } from './engine/source.ts';
import { noSuchOperation, valuesOf } from './engine/variables.ts';
import type { Sink } from './live/bounded-sink.ts';
import { createFigures, type LiveFigures } from './live/figures.ts';
import type { Frame } from './live/frames.ts';
import { createHub, type Subscription } from './live/hub.ts';
import { createGeneration, type Generation } from './live/planner.ts';
import { openUpstream } from './live/upstream.ts';
import { bugOf, present } from './present-errors.ts';
import { type CountProblem, createProblemReport, GATEWAY } from './problems.ts';
import { createSubgraphSource, type GatewayContext } from './transport/subgraph-source.ts';
import { loadSupergraph } from './supergraph.ts';

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
  /** Proves to our services who asks; absent for subgraphs of anyone. */
  readonly prover?: Prover | undefined;
  readonly log: Log;
  /** Told of each live result when it was written for so many readers. */
  readonly onWritten?: (frame: Frame, readers: number) => void;
  /** Told of each subgraph that was asked in vain, and of each bug. */
  readonly onProblem?: CountProblem | undefined;
};

/** The supergraph made executable: queries and mutations by the engine, subscriptions by the hub. */
export async function createFederation(options: Options): Promise<Federation> {
  const { supergraphSdl, subgraphs, prover, log } = options;
  const sources = new Map<string, ReturnType<typeof createSubgraphSource>>();
  const addressOf = (name: string): string => {
    const url = subgraphs[name];
    if (!url) throw new Error(`SUBGRAPHS names no address for ${name}`);
    return url;
  };
  const sourceOf = (name: string): SubgraphSource<GatewayContext> => {
    const known = sources.get(name);
    if (known) return known;
    const source = createSubgraphSource({ name, url: addressOf(name), prover, report });
    sources.set(name, source);
    return source;
  };
  let loaded: { engine: Engine; generation: Generation } | undefined;
  const current = () => loaded as NonNullable<typeof loaded>;
  const figures = createFigures();
  const report = createProblemReport(log, options.onProblem);
  const shown = (result: ExecutionResult, operation: Asked): ExecutionResult => {
    const cause = result.errors && bugOf(result);
    if (cause) report({ subgraph: GATEWAY, kind: 'bug', cause, ...asReported(operation) });
    return present(result);
  };
  /** What cannot be asked at all is answered with the reason; so is a bug of ours, for on a socket it would end other operations too. */
  async function presented<Answer extends Subscription | ExecutionResult>(
    operation: Operation,
    answer: () => Promise<Answer>,
  ): Promise<Answer | ExecutionResult> {
    try {
      const given = await answer();
      return isSubscription(given) ? given : shown(given, operation);
    } catch (error) {
      return shown({ errors: [error instanceof GraphQLError ? error : asBug(error)] }, operation);
    }
  }
  const hub = createHub<GatewayContext>({
    generation: () => current().generation,
    sourceOf,
    openUpstream(name, request, context) {
      const headers = (body: string) => prover?.headers(context.viewer, name, body) ?? {};
      return openUpstream({ name, url: addressOf(name), headers }, request);
    },
    authorityOf,
    present: shown,
    figures,
    onWritten: options.onWritten ?? (() => undefined),
    onBroken: (error, operation, subgraph) =>
      report({ subgraph, cause: causeOf(error), ...asReported(operation) }),
  });
  const supergraph = await loadSupergraph({
    supergraphSdl,
    checkSubgraph: addressOf,
    onPlanner(planner) {
      const engine = engineOf(planner);
      loaded = { engine, generation: createGeneration(engine) };
      hub.renew();
    },
    log,
  });

  return {
    get schema() {
      return current().engine.schema;
    },
    figures,
    execute: (operation) =>
      presented(operation, async () => {
        const { document, text, operationName, variables } = operation;
        const prepared = current().engine.prepare(document, text, operationName);
        const context = { ...operation.context, operation: asReported(operation).operation };
        return prepared.execute({ variables, context, sourceOf });
      }),
    subscribe: (operation, sink) =>
      presented(operation, async () => {
        const wrong = wrongVariables(current().engine.schema, operation);
        return wrong ? { errors: wrong } : hub.join(operation, sink);
      }),
    async update(sdl) {
      try {
        supergraph.update(sdl);
        return true;
      } catch (error) {
        log.error({ err: error }, 'refused a broken supergraph; the present one stays');
        return false;
      }
    },
    async [Symbol.asyncDispose]() {
      hub.close();
      await supergraph.stop();
      await Promise.all([...sources.values()].map((source) => source[Symbol.asyncDispose]()));
    },
  };
}

type Asked = Pick<Operation, 'document' | 'text' | 'operationName' | 'context'>;

const asReported = ({ document, text, operationName, context }: Asked) => ({
  operation: { name: getOperationAST(document, operationName)?.name?.value, text },
  trace: context.trace,
});

/** Errors of the mesh say no more than a client may know; what caused them is beside it. */
const causeOf = (error: unknown): unknown =>
  error instanceof GraphQLError ? (error.originalError ?? error) : error;

const asBug = (error: unknown): GraphQLError =>
  new GraphQLError('', {
    originalError: error instanceof Error ? error : new Error(String(error)),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });

function wrongVariables(
  schema: GraphQLSchema,
  { document, operationName, variables }: Operation,
): readonly GraphQLError[] | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return [noSuchOperation()];
  const values = valuesOf(schema, operation, variables);
  return 'errors' in values ? values.errors : undefined;
}
