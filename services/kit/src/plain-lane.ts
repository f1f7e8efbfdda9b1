import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { Refusals } from './audit.ts';
import type { MaskBug } from './mask-bugs.ts';
import { createOperations, type Operation } from './operations.ts';
import { recordRefusals } from './record-refusals.ts';
import type { Viewer } from './viewer.ts';

export type Answer = { readonly status: number; readonly json: string };
export type Context = { readonly viewer: Viewer | null };

/** An operation with what it is asked with. */
export type Plain = { readonly operation: Operation; readonly variables: Record<string, unknown> };

/** Queries and mutations that come as plain JSON: nearly all that a gateway sends. */
export function createPlainLane(options: {
  schema: GraphQLSchema;
  refusals: Refusals;
  maskBug: MaskBug;
  world(viewer: Viewer | null): object;
}) {
  const find = createOperations(options.schema);

  async function execute({ operation, variables }: Plain, context: Context): Promise<ExecutionResult> {
    const result = await operation.run(variables, context);
    if (!result.errors) return result;
    recordRefusals(options.refusals, context.viewer, result.errors);
    return { ...result, errors: result.errors.map((error) => options.maskBug(error) as GraphQLError) };
  }

  return {
    /** Null for what is not for this lane, be it the form or the document. */
    read(body: unknown): Plain | null {
      if (!isObject(body)) return null;
      const { query, operationName, variables, ...more } = body;
      const isPlain =
        typeof query === 'string' &&
        (isAbsent(operationName) || typeof operationName === 'string') &&
        (isAbsent(variables) || isObject(variables)) &&
        Object.keys(more).length === 0;
      const operation = isPlain ? find(query, operationName ?? undefined) : null;
      return operation && { operation, variables: (variables as Plain['variables'] | null) ?? {} };
    },
    contextOf: (viewer: Viewer | null): Context => ({ ...options.world(viewer), viewer }),
    async answer(plain: Plain, contextOf: () => Context): Promise<Answer> {
      const result = await Promise.try(() => execute(plain, contextOf())).catch((error) => ({
        errors: [options.maskBug(error) as GraphQLError],
      }));
      return { status: statusOf(result), json: JSON.stringify(result.errors ? told(result) : result) };
    },
  };
}

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As yoga has it: the highest that an error asks for; without any data it was a bug (500), or variables that do not fit (400). */
function statusOf(result: ExecutionResult): number {
  const errors = result.errors ?? [];
  const highest = Math.max(0, ...errors.map(({ extensions }) => (extensions['http'] as Http)?.status ?? 0));
  if (highest > 0) return highest;
  if ('data' in result) return 200;
  return errors.some(({ extensions }) => extensions['unexpected']) ? 500 : 400;
}

type Http = { readonly status?: number } | undefined;

/** Without what errors tell this process alone. */
function told({ errors, ...result }: ExecutionResult): object {
  const outside = (error: GraphQLError) => {
    const { extensions, ...rest } = error.toJSON();
    const shown = { ...extensions };
    delete shown['http'];
    delete shown['unexpected'];
    return Object.keys(shown).length > 0 ? { ...rest, extensions: shown } : rest;
  };
  return { errors: errors?.map(outside), ...result };
}
