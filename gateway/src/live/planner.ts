import type { SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Engine } from '../engine/engine.ts';
import { prepareFetch, receiveRoot, rootNames } from '../engine/fetch.ts';
import { copy } from '../engine/json.ts';
import { createLatest } from '../engine/latest.ts';
import { compileOperation, type Given } from '../engine/operation.ts';
import type { Run } from '../engine/run.ts';
import { makeResumable, type RootField, rootFieldOf } from './root-field.ts';

/** Makes of an event, as the subgraph sent it, the result that its readers get. */
export type OnEvent = <Context>(event: ExecutionResult, given: Given<Context>) => Promise<ExecutionResult>;

export type SubscriptionPlan = {
  readonly root: RootField;
  /** What is asked of the subgraph that owns the root field. */
  readonly upstream: {
    readonly service: string;
    readonly query: string;
    readonly operationName?: string;
    readonly variables: readonly string[];
    /** The variable that takes a place to resume after; absent where the root field has no `after`. */
    readonly resume?: string;
  };
  /** The event, then the rest of the plan. */
  readonly whole: OnEvent;
  /** The event and nothing else. */
  readonly alone: OnEvent;
  /** An event's own errors, as the subgraph sent them, at their places of the response. */
  errorsOf(event: ExecutionResult, given: Pick<Given<unknown>, 'variables'>): readonly GraphQLError[];
};

/** One supergraph with its planner; a subscription is planned on one generation, and may move to the next. */
export type Generation = {
  readonly apiSchema: GraphQLSchema;
  /** `text` names the document among those whose plans are kept. */
  plan(document: DocumentNode, text: string, operationName: string | undefined): SubscriptionPlan;
};

const PLANS_KEPT = 500;

export function createGeneration(engine: Engine): Generation {
  const plans = createLatest<SubscriptionPlan>(PLANS_KEPT);
  return {
    apiSchema: engine.schema,
    plan: (document, text, operationName) =>
      plans.get(`${operationName ?? ''}\n${text}`, () => makePlan(engine, document, operationName)),
  };
}

function makePlan(
  engine: Engine,
  document: DocumentNode,
  operationName: string | undefined,
): SubscriptionPlan {
  const root = rootFieldOf(document, operationName);
  const {
    plan: { node },
    compiling,
  } = engine.plan(document, operationName);
  if (node?.kind !== 'Subscription')
    throw new GraphQLError('订阅至少要选择一个业务字段。', { extensions: { code: 'BAD_USER_INPUT' } });
  const { primary, rest } = node as SubscriptionNode;
  const fetch = prepareFetch(primary, [], compiling.types);
  const roots = rootNames(primary.operation).map((name) => [name]);
  type Execute = ReturnType<typeof compileOperation>;
  const onEvent =
    (execute: Execute): OnEvent =>
    ({ data, errors }, given) =>
      execute(given, <Context>(run: Run<Context>) =>
        // An event may be executed more than once, and each time its data are written into.
        receiveRoot(fetch, { data: copy(data ?? null), errors: errors ?? [] }, run, roots),
      );
  const bare = compileOperation(compiling, undefined);
  return {
    root,
    upstream: {
      service: primary.serviceName,
      ...makeResumable(primary.operation, root, engine.schema),
      ...(primary.operationName ? { operationName: primary.operationName } : {}),
      variables: primary.variableUsages ?? [],
    },
    whole: onEvent(compileOperation(compiling, rest)),
    alone: onEvent(bare),
    errorsOf: ({ data, errors = [] }, given) => bare.errorsAt(errors, data ?? {}, given),
  };
}
