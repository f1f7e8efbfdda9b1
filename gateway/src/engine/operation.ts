import type { PlanNode } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, getOperationAST, type GraphQLSchema } from 'graphql';
import { compileNode } from './pipeline.ts';
import { compileProjection } from './projection.ts';
import type { Run } from './run.ts';
import type { Json, SubgraphSource } from './source.ts';
import type { Types } from './types.ts';
import { noSuchOperation, valuesOf } from './variables.ts';

/** What one execution is given. */
export type Given<Context> = {
  readonly variables: Readonly<Json>;
  readonly context: Context;
  sourceOf(name: string): SubgraphSource<Context>;
};

/** An operation that has been planned and compiled; run as often as it is asked. */
export type Prepared = {
  /** Errors have paths. Rejects for bugs only. */
  execute<Context>(given: Given<Context>): Promise<ExecutionResult>;
};

export type Compiling = {
  readonly schema: GraphQLSchema;
  readonly types: Types;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
};

/** What is there before the plan's first step; an event of a subscription, as its subgraph sent it. */
export type Begin = <Context>(run: Run<Context>) => void;

/** A plan and the response's shape as functions. */
export function compileOperation(compiling: Compiling, plan: PlanNode | undefined) {
  const { schema, types, document, operationName } = compiling;
  const definition = getOperationAST(document, operationName);
  if (!definition) throw noSuchOperation();
  const step = plan && compileNode(plan, types);
  const project = compileProjection(schema, document, operationName);

  return async <Context>(given: Given<Context>, begin?: Begin): Promise<ExecutionResult> => {
    const { variables, context } = given;
    const values = valuesOf(schema, definition, variables);
    if ('errors' in values) return values;
    const { coerced } = values;
    const run: Run<Context> = {
      data: {},
      errors: [],
      variables,
      coerced,
      context,
      sourceOf: given.sourceOf,
    };
    begin?.(run);
    await step?.(run);
    return project(run.data, { variables, coerced, errors: run.errors });
  };
}
