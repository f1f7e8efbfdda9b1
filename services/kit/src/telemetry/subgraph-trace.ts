import { withinTrace } from './current-trace.ts';
import { inSpan } from './spans.ts';
import { parseTraceparent } from './trace-context.ts';

/** Answers a request of the mesh as a part of the trace that its header names; of itself a subgraph begins none. */
export function answerInTrace<T>(
  traceparent: string,
  service: string,
  work: () => T | Promise<T>,
): T | Promise<T> {
  if (!parseTraceparent(traceparent)) return work();
  const attributes = { 'hongxin.subgraph': service };
  return inSpan('subgraph request', { kind: 'SERVER', parent: traceparent, attributes }, async (span) =>
    withinTrace(span.traceparent ?? traceparent, work),
  );
}
