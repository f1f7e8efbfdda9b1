import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, print } from 'graphql';
import { createLatest } from './latest.ts';
import { type Compiling, compileOperation, type Prepared } from './operation.ts';
import { renameReserved } from './reserved-variables.ts';
import { createTypes } from './types.ts';

export type Engine = {
  /** What clients see of the supergraph. */
  readonly schema: GraphQLSchema;
  /** Plans and compiles a validated query or mutation, once for all documents that say the same. Throws a GraphQLError. */
  prepare(document: DocumentNode, text: string, operationName?: string): Prepared;
  /** A plan as @apollo/query-planner makes it. */
  plan(document: DocumentNode, operationName?: string): QueryPlan;
  /** What compiling a plan for this document takes. */
  compiling(document: DocumentNode, operationName?: string): Compiling;
};

const OPERATIONS_KEPT = 1_000;

export const createEngine = (supergraphSdl: string): Engine =>
  engineOf(new QueryPlanner(Supergraph.build(supergraphSdl)));

/** Executes what a planner plans: knows a supergraph and nothing of who asks, or of how subgraphs are reached. */
export function engineOf(planner: QueryPlanner): Engine {
  const api = planner.supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const types = createTypes(planner.supergraph.schema.toGraphQLJSSchema());
  /** By the text as it came, and by the text as it is printed. */
  const [asGiven, normalised] = [
    createLatest<Prepared>(OPERATIONS_KEPT),
    createLatest<Prepared>(OPERATIONS_KEPT),
  ];

  const plan = (document: DocumentNode, operationName?: string): QueryPlan =>
    planner.buildQueryPlan(operationFromDocument(api, document, { operationName }));
  const compiling = (document: DocumentNode, operationName?: string): Compiling => ({
    schema,
    types,
    document,
    operationName,
  });

  function prepare(given: DocumentNode, operationName: string | undefined): Prepared {
    const { document, rename } = renameReserved(given);
    const { node } = plan(document, operationName);
    if (node?.kind === 'Subscription') throw new Error('a subscription is not executed but subscribed to');
    const execute = compileOperation(compiling(document, operationName), node);
    return { execute: (one) => execute({ ...one, variables: rename(one.variables) }) };
  }

  return {
    schema,
    plan,
    compiling,
    prepare(document, text, operationName) {
      const name = `${operationName ?? ''}\n`;
      return asGiven.get(name + text, () =>
        normalised.get(name + print(document), () => prepare(document, operationName)),
      );
    },
  };
}
