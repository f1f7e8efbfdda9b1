import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Refusals } from './audit.ts';
import type { Viewer } from './viewer.ts';

/** Hands each FORBIDDEN of an answer to the audit, wherever it was thrown: a rule, an action, an entity. */
export function recordRefusals(
  refusals: Refusals,
  viewer: Viewer | null,
  errors: readonly GraphQLError[] | undefined,
): void {
  if (!viewer || viewer.kind === 'SERVICE') return;
  for (const { extensions, nodes } of errors ?? []) {
    if (extensions?.['code'] !== 'FORBIDDEN') continue;
    const field = nodes?.[0]?.kind === 'Field' ? nodes[0].name.value : 'unknown';
    refusals.record(viewer, field, String(extensions['reason'] ?? 'FORBIDDEN'));
  }
}

/** The same for what yoga answers. */
export function refusalsPlugin(refusals: Refusals): Plugin<{ viewer: Viewer | null }> {
  const look = (contextValue: unknown, result: object) => {
    if (Symbol.asyncIterator in result) return;
    const { viewer } = contextValue as { viewer: Viewer | null };
    recordRefusals(refusals, viewer, (result as ExecutionResult).errors);
  };
  return {
    onExecute: ({ args }) => ({ onExecuteDone: ({ result }) => look(args.contextValue, result as object) }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result }) => look(args.contextValue, result as object),
    }),
  };
}
