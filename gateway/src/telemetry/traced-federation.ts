import { type Attributes, startSpan } from '@hongxin/kit/telemetry/spans';
import { parseTraceparent, traceparentOf } from '@hongxin/kit/telemetry/trace-context';
import type { Viewer } from '@hongxin/kit/viewer';
import { type ExecutionResult, getOperationAST } from 'graphql';
import type { Federation, Operation } from '../federation.ts';
import { safeName } from '../problems.ts';
import type { GatewayContext } from '../transport/subgraph-source.ts';

export type Outcome = 'answered' | 'refused' | 'failed';
/** Told of each query and mutation when it has its answer. */
export type OnAnswered = (type: 'query' | 'mutation', outcome: Outcome, seconds: number) => void;

/**
 * Each query and mutation begins a trace of its own: who asks from outside neither joins our traces nor decides what is
 * recorded, for a public header could fill the collector. Another system's trace is named as a link, so that its people
 * and ours find each other's; where we record nothing it goes on to the subgraphs, which name it in their logs.
 */
export function traceRequests(federation: Federation, onAnswered?: OnAnswered): Federation {
  return {
    get schema() {
      return federation.schema;
    },
    figures: federation.figures,
    update: (sdl) => federation.update(sdl),
    subscribe: (operation, sink) => federation.subscribe(operation, sink),
    async execute(operation) {
      const began = performance.now();
      const { context } = operation;
      const type = typeOf(operation);
      const span = startSpan('gateway request', {
        kind: 'SERVER',
        isRoot: true,
        links: context.theirTrace ? [context.theirTrace] : [],
        attributes: {
          'graphql.operation.type': type,
          ...named(operation.operationName),
          'hongxin.caller.kind': context.viewer?.kind ?? 'NOBODY',
        },
      });
      const trace = span.traceparent ?? context.theirTrace;
      const result = await federation.execute(
        trace ? { ...operation, context: { ...context, trace } } : operation,
      );
      span.end(codeOf(result));
      onAnswered?.(type, outcomeOf(result), (performance.now() - began) / 1_000);
      return result;
    },
    [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose](),
  };
}

/** What is taken of a caller's header `traceparent`: another system's, as not recorded; nobody else's. */
export function theirTrace(viewer: Viewer | null, header: string | null): Pick<GatewayContext, 'theirTrace'> {
  const context = viewer?.kind === 'CLIENT' && header ? parseTraceparent(header) : null;
  return context ? { theirTrace: traceparentOf({ ...context, isSampled: false }) } : {};
}

const typeOf = ({ document, operationName }: Operation): 'query' | 'mutation' =>
  getOperationAST(document, operationName)?.operation === 'mutation' ? 'mutation' : 'query';

const named = (name?: string): Attributes => (name ? { 'graphql.operation.name': safeName(name) } : {});

const codeOf = ({ errors }: ExecutionResult): string | undefined =>
  errors?.length ? String(errors[0]?.extensions['code'] ?? 'UNKNOWN') : undefined;

const OURS: readonly unknown[] = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'];

function outcomeOf({ errors }: ExecutionResult): Outcome {
  if (!errors?.length) return 'answered';
  return errors.some(({ extensions }) => OURS.includes(extensions['code'])) ? 'failed' : 'refused';
}
