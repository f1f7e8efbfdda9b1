import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type Executing, type Told, tell } from './completion.ts';
import { batchEntities } from './entity-batch.ts';
import type { LiveFigures } from './figures.ts';
import { EVENT, type Generation, type SubscriptionPlan } from './planner.ts';

export type Sources<Context> = ReadonlyMap<string, GraphQLDataSource<Context & object>>;

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
  readonly sources: Sources<Context>;
  /** Asked at each event: a changed supergraph changes it. */
  planned(): Planned;
  present(result: ExecutionResult): ExecutionResult;
  readonly figures: LiveFigures;
};

/** Makes of an event of the subgraph what its readers are told: the rest of the plan, run as if EVENT had answered its first fetch. */
export function createEventExecution<Context>(
  options: Options<Context>,
): (event: ExecutionResult) => Promise<Told> {
  const { operation, figures } = options;
  const { document, text, operationName, variables, context } = operation;
  let prepared: ReturnType<typeof prepare> | undefined;

  function prepare(planned: Planned) {
    const { apiSchema: schema } = planned.generation;
    const serviceMap = Object.create(null) as Record<string, GraphQLDataSource<Context & object>>;
    for (const [name, source] of options.sources) serviceMap[name] = batchEntities(source);
    return {
      ...planned,
      serviceMap,
      operationContext: buildOperationContext({ schema, operationDocument: document, operationName }),
    };
  }

  async function run(pick: (plan: SubscriptionPlan) => QueryPlan, event: ExecutionResult) {
    const planned = options.planned();
    if (prepared?.plan !== planned.plan) prepared = prepare(planned);
    const { generation, plan, operationContext } = prepared;
    const source = { process: async () => ({ data: event.data, errors: event.errors, http: undefined }) };
    const serviceMap = Object.assign(Object.create(null), prepared.serviceMap, { [EVENT]: source });
    const requestContext = {
      request: { operationName, variables },
      document,
      queryHash: text,
      context,
      schema: generation.apiSchema,
      metrics: {},
      logger: console,
      source: '',
    };
    const result = (await executeQueryPlan(
      pick(plan),
      serviceMap,
      requestContext as never,
      operationContext,
      generation.supergraphSchema,
      generation.api,
    )) as ExecutionResult;
    const { extensions: _, ...told } = withCompletionErrors(result);
    return options.present(event.extensions ? { ...told, extensions: event.extensions } : told);
  }

  const executing: Executing = {
    whole(event) {
      figures.executions++;
      return run(({ perEvent }) => perEvent, event);
    },
    bare: (event) => run(({ eventAlone }) => eventAlone, event),
  };
  return async (event) => {
    const told = await tell(event, executing);
    if (told.complete) figures.incomplete++;
    return told;
  };
}

/**
 * @apollo/gateway tells beside the errors of a null in a place that may not be null: they are errors like others, unless
 * an error at, below or above that place already says why.
 */
function withCompletionErrors(result: ExecutionResult): ExecutionResult {
  const found = result.extensions?.['valueCompletion'];
  if (!Array.isArray(found)) return result;
  const told = result.errors ?? [];
  const isTold = (path: readonly unknown[]) =>
    told.some((error) => error.path?.every((part, i) => i >= path.length || part === path[i]));
  const errors = (found as GraphQLFormattedError[])
    .filter(({ path }) => !isTold(path ?? []))
    .map(({ message, path }) => new GraphQLError(message, { path }));
  return errors.length > 0 ? { ...result, errors: [...told, ...errors] } : result;
}
