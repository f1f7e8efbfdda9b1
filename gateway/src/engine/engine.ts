import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, getOperationAST, type GraphQLSchema, print } from 'graphql';
import { createNames, type Named } from './field-names.ts';
import { createLatest } from './latest.ts';
import { type Compiling, compileOperation, type Prepared } from './operation.ts';
import { renameReserved } from './reserved-variables.ts';
import { conditionsOf } from './settled-conditions.ts';
import type { Json } from './source.ts';
import { createTypes } from './types.ts';
import { noSuchOperation, valuesOf } from './variables.ts';

export type Engine = {
  /** What clients see of the supergraph. */
  readonly schema: GraphQLSchema;
  /**
   * A validated query or mutation, once for all documents that say the same; planned and compiled when it is first executed, for
   * each setting of its conditions. Both throw a GraphQLError for what cannot be planned.
   */
  prepare(document: DocumentNode, text: string, operationName?: string): Prepared;
  /** A plan as @apollo/query-planner makes it, and what compiling it takes. */
  plan(document: DocumentNode, operationName?: string): { plan: QueryPlan; compiling: Compiling };
};

const OPERATIONS_KEPT = 1_000;
const VARIANTS_KEPT = 32;

export const createEngine = (supergraphSdl: string): Engine =>
  engineOf(new QueryPlanner(Supergraph.build(supergraphSdl)));

/** Executes what a planner plans: knows a supergraph and nothing of who asks, or of how subgraphs are reached. */
export function engineOf(planner: QueryPlanner): Engine {
  const api = planner.supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const whole = planner.supergraph.schema.toGraphQLJSSchema();
  const types = createTypes(whole);
  const nameFields = createNames(schema, whole);
  /** By the text as it came, and by the text as it is printed. */
  const [asGiven, normalised] = [
    createLatest<Prepared>(OPERATIONS_KEPT),
    createLatest<Prepared>(OPERATIONS_KEPT),
  ];

  function planNamed(names: Named, planned: DocumentNode, document: DocumentNode, operationName?: string) {
    const operation = operationFromDocument(api, planned, { operationName });
    return {
      plan: planner.buildQueryPlan(operation),
      compiling: { schema, types, document, operationName, names },
    };
  }

  function plan(document: DocumentNode, operationName?: string) {
    const names = nameFields(document);
    return planNamed(names, names.planned, document, operationName);
  }

  function prepare(given: DocumentNode, operationName: string | undefined): Prepared {
    const { document, rename } = renameReserved(given);
    const definition = getOperationAST(document, operationName);
    if (!definition) throw noSuchOperation();
    if (definition.operation === 'subscription')
      throw new Error('a subscription is not executed but subscribed to');
    const names = nameFields(document);
    const conditions = conditionsOf(document);
    /** Of 5 conditions all combinations are kept. */
    const variants = createLatest<ReturnType<typeof compileOperation>>(VARIANTS_KEPT);
    const variantFor = (coerced: Json) =>
      variants.get(conditions.keyOf(coerced), () => {
        const { plan: made, compiling } = planSettled(conditions.settle(names.planned, coerced));
        return compileOperation(compiling, made.node as PlanNode | undefined);
      });
    /** What is left of some operations the planner does not take, though it takes the whole of them. */
    function planSettled(settled: DocumentNode) {
      try {
        return planNamed(names, settled, document, operationName);
      } catch (error) {
        if (settled === names.planned) throw error;
        return planNamed(names, names.planned, document, operationName);
      }
    }
    return {
      execute: async (one) => {
        const variables = rename(one.variables);
        const values = valuesOf(schema, definition, variables);
        if ('errors' in values) return values;
        return variantFor(values.coerced)({ ...one, variables, coerced: values.coerced });
      },
    };
  }

  return {
    schema,
    plan,
    prepare(document, text, operationName) {
      const name = `${operationName ?? ''}\n`;
      return asGiven.get(name + text, () =>
        normalised.get(name + print(document), () => prepare(document, operationName)),
      );
    },
  };
}
