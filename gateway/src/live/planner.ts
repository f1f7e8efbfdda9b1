import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { makeResumable, type RootField, rootFieldOf } from './root-field.ts';

/** Name of the synthetic subgraph that answers with the event itself; no SDL name can hold a NUL. */
export const EVENT = '\0event';

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
  /** Run for each event: the event as if EVENT had answered the first fetch, then the rest of the plan. */
  readonly perEvent: QueryPlan;
  /** The event and nothing else. */
  readonly eventAlone: QueryPlan;
};

/** One supergraph with its planner; a subscription is planned on one generation, and may move to the next. */
export type Generation = {
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly api: ReturnType<Supergraph['apiSchema']>;
  /** `text` names the document among those whose plans are kept. */
  plan(document: DocumentNode, text: string, operationName: string | undefined): SubscriptionPlan;
};

const PLANS_KEPT = 500;

export function createGeneration(supergraphSdl: string, apiSchema: GraphQLSchema): Generation {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const api = supergraph.apiSchema();
  const plans = new Map<string, SubscriptionPlan>();
  return {
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    api,
    plan(document, text, operationName) {
      const key = `${operationName ?? ''}\n${text}`;
      const known = plans.get(key);
      if (known) return known;
      const root = rootFieldOf(document, operationName);
      const plan = split(
        planner.buildQueryPlan(operationFromDocument(api, document, { operationName })),
        root,
        apiSchema,
      );
      if (plans.size >= PLANS_KEPT) plans.delete(plans.keys().next().value as string);
      plans.set(key, plan);
      return plan;
    },
  };
}

function split(plan: QueryPlan, root: RootField, schema: GraphQLSchema): SubscriptionPlan {
  if (plan.node?.kind !== 'Subscription')
    throw new GraphQLError('订阅至少要选择一个业务字段。', { extensions: { code: 'BAD_USER_INPUT' } });
  const { primary, rest } = plan.node as SubscriptionNode;
  const event = { ...primary, serviceName: EVENT };
  return {
    root,
    upstream: {
      service: primary.serviceName,
      ...makeResumable(primary.operation, root, schema),
      ...(primary.operationName ? { operationName: primary.operationName } : {}),
      variables: primary.variableUsages ?? [],
    },
    eventAlone: { kind: 'QueryPlan', node: event },
    perEvent: { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [event, rest] } : event },
  };
}
