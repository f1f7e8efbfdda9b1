import { type DocumentNode, type ExecutionResult, GraphQLError } from 'graphql';
import type { SubgraphSource } from '../engine/source.ts';
import { type Executing, type Told, tell } from './completion.ts';
import { batchEntities } from './entity-batch.ts';
import type { LiveFigures } from './figures.ts';
import type { Generation, OnEvent, SubscriptionPlan } from './planner.ts';

export type SourceOf<Context> = (name: string) => SubgraphSource<Context>;

/** What is subscribed to, of one caller or of several with the same rights. */
export type LiveOperation<Context> = {
  readonly document: DocumentNode;
  /** The document's text, by which plans are kept. */
  readonly text: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
};

export type Planned = { readonly generation: Generation; readonly plan: SubscriptionPlan };

type Options<Context> = {
  readonly operation: LiveOperation<Context>;
  readonly sourceOf: SourceOf<Context>;
  /** Asked at each event: a changed supergraph changes it. */
  planned(): Planned;
  present(result: ExecutionResult): ExecutionResult;
  readonly figures: LiveFigures;
};

/** Makes of an event of the subgraph what its readers are told: the rest of the plan, run on the event. */
export function createEventExecution<Context>(
  options: Options<Context>,
): (event: ExecutionResult) => Promise<Told> {
  const { operation, figures } = options;
  const batching = new Map<string, SubgraphSource<Context>>();

  function sourceOf(name: string): SubgraphSource<Context> {
    const known = batching.get(name);
    if (known) return known;
    const source = batchEntities(options.sourceOf(name));
    batching.set(name, source);
    return source;
  }

  async function run(pick: (plan: SubscriptionPlan) => OnEvent, event: ExecutionResult) {
    const { variables, context } = operation;
    const result = await pick(options.planned().plan)(event, { variables, context, sourceOf });
    return options.present(event.extensions ? { ...result, extensions: event.extensions } : result);
  }

  const executing: Executing = {
    whole(event) {
      figures.executions++;
      return run(({ whole }) => whole, event);
    },
    bare: (event) => run(({ alone }) => alone, event),
  };
  return async (event) => {
    const told = await tell(event, executing);
    if (!told.complete) return told;
    figures.incomplete++;
    return event.errors?.length
      ? {
          ...told,
          result: options.present(
            withErrorsOf(options.planned().plan.errorsOf(event, operation), told.result),
          ),
        }
      : told;
  };
}

/** An event that goes out bare has its own errors as the subgraph sent them: without a code, they are a bug of its. */
function withErrorsOf(errors: readonly GraphQLError[], result: ExecutionResult): ExecutionResult {
  const own = errors.map(
    ({ message, path, extensions }) =>
      new GraphQLError(message, {
        path,
        extensions: { code: 'INTERNAL_SERVER_ERROR', ...extensions, isReported: true }, // with the bare result
      }),
  );
  return { ...result, errors: own };
}
