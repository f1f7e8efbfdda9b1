import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';

/** Name of the synthetic subgraph that answers with the event itself; no SDL name can hold a NUL. */
export const EVENT = '\0event';

export type SubscriptionPlan = {
  /** What is asked of the subgraph that owns the root field. */
  readonly upstream: {
    readonly service: string;
    readonly query: string;
    readonly operationName?: string;
    readonly variables: readonly string[];
  };
  /** Run for each event: the event as if EVENT had answered the first fetch, then the rest of the plan. */
  readonly perEvent: QueryPlan;
  /** The event and nothing else. */
  readonly eventAlone: QueryPlan;
};

/** One supergraph with its planner; a subscription lives on the generation that it was planned with. */
export type Generation = {
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly api: ReturnType<Supergraph['apiSchema']>;
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
      assertPlannable(document, operationName);
      const plan = split(planner.buildQueryPlan(operationFromDocument(api, document, { operationName })));
      if (plans.size >= PLANS_KEPT) plans.delete(plans.keys().next().value as string);
      plans.set(key, plan);
      return plan;
    },
  };
}

function split(plan: QueryPlan): SubscriptionPlan {
  if (plan.node?.kind !== 'Subscription') throw refusal('订阅至少要选择一个业务字段。');
  const { primary, rest } = plan.node as SubscriptionNode;
  const event = { ...primary, serviceName: EVENT };
  return {
    upstream: {
      service: primary.serviceName,
      query: primary.operation,
      ...(primary.operationName ? { operationName: primary.operationName } : {}),
      variables: primary.variableUsages ?? [],
    },
    eventAlone: { kind: 'QueryPlan', node: event },
    perEvent: { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [event, rest] } : event },
  };
}

/** Shapes that the planner takes wrongly or not at all are refused before it. */
function assertPlannable(document: DocumentNode, operationName: string | undefined): void {
  const operations = document.definitions.filter(
    (d): d is OperationDefinitionNode => d.kind === 'OperationDefinition',
  );
  const operation = operations.find((o) => !operationName || o.name?.value === operationName);
  const [root, ...others] = operation?.selectionSet.selections ?? [];
  if (!root || others.length > 0 || root.kind !== 'Field')
    throw refusal('一个订阅只能有一个根字段，且不能放在片段里。');
  if (root.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include'))
    throw refusal('订阅的根字段不能使用 @skip 或 @include。');
}

const refusal = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
