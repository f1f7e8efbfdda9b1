import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Refusals } from './audit.ts';
import type { Viewer } from './viewer.ts';

/** Hands each FORBIDDEN of an answer to the audit, wherever it was thrown: a rule, an action, an entity. */
export function recordRefusals(refusals: Refusals): Plugin<{ viewer: Viewer | null }> {
  const look = (viewer: Viewer | null, errors: readonly GraphQLError[] | undefined) => {
    if (!viewer || viewer.kind === 'SERVICE') return;
    for (const { extensions, nodes } of errors ?? []) {
      if (extensions?.['code'] !== 'FORBIDDEN') continue;
      const field = nodes?.[0]?.kind === 'Field' ? nodes[0].name.value : 'unknown';
      refusals.record(viewer, field, String(extensions['reason'] ?? 'FORBIDDEN'));
    }
  };
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result }) => {
        if (!(Symbol.asyncIterator in (result as object)))
          look((args.contextValue as { viewer: Viewer | null }).viewer, (result as ExecutionResult).errors);
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result }) => {
        if (!(Symbol.asyncIterator in (result as object)))
          look((args.contextValue as { viewer: Viewer | null }).viewer, (result as ExecutionResult).errors);
      },
    }),
  };
}
