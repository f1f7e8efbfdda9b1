import type { PlanNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Named } from './field-names.ts';
import { compileNode } from './pipeline.ts';
import { compileProjection } from './projection.ts';
import type { Run } from './run.ts';
import type { Json, SubgraphSource } from './source.ts';
import type { Types } from './types.ts';
import { noSuchOperation, valuesOf } from './variables.ts';

/** What one execution is given. */
export type Given<Context> = {
  readonly variables: Readonly<Json>;
  /** The variables by their types, with defaults, where they are known already. */
  readonly coerced?: Json;
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
  readonly names: Named;
};

/** What is there before the plan's first step; an event of a subscription, as its subgraph sent it. */
export type Begin = <Context>(run: Run<Context>) => void;

/** A plan and the response's shape as functions. */
export function compileOperation(compiling: Compiling, plan: PlanNode | undefined) {
  const { schema, types, document, operationName, names } = compiling;
  const definition = getOperationAST(document, operationName);
  if (!definition) throw noSuchOperation();
  const step = plan && compileNode(plan, types);
  const project = compileProjection(schema, document, operationName, names);

  const valuesIn = ({ variables, coerced }: Pick<Given<unknown>, 'variables' | 'coerced'>) =>
    coerced ? { coerced } : valuesOf(schema, definition, variables);

  async function execute<Context>(given: Given<Context>, begin?: Begin): Promise<ExecutionResult> {
    const { variables, context } = given;
    const values = valuesIn(given);
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
  }

  return Object.assign(execute, {
    /** A subgraph's own errors of these data, at their places of the response. */
    errorsAt(errors: readonly GraphQLError[], data: Json, given: Pick<Given<unknown>, 'variables'>) {
      const values = valuesIn(given);
      return 'errors' in values ? [...errors] : project.errorsAt(errors, data, values.coerced);
    },
  });
}
