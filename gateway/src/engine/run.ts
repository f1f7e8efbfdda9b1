import type { GraphQLError } from 'graphql';
import type { Json, SubgraphSource } from './source.ts';

/** One execution of a prepared operation. */
export type Run<Context> = {
  /** What the subgraphs have answered so far, merged. */
  readonly data: Json;
  readonly errors: GraphQLError[];
  /** As the client gave them: subgraphs know the defaults themselves. */
  readonly variables: Json;
  /** With defaults, for conditions. */
  readonly coerced: Json;
  readonly context: Context;
  sourceOf(name: string): SubgraphSource<Context>;
};

/** A compiled part of a plan. */
export type Step = <Context>(run: Run<Context>) => Promise<void> | void;
