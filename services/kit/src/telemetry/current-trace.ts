import { AsyncLocalStorage } from 'node:async_hooks';
import { parseTraceparent } from './trace-context.ts';

const current = new AsyncLocalStorage<string>();

/** Does some work of which everything, however deep, knows the trace. Work without a trace is never brought here, and costs nothing. */
export const withinTrace = <T>(traceparent: string, work: () => T): T => current.run(traceparent, work);

/** The trace context of the work that is being done, for asking others in its name. */
export const currentTrace = (): string | undefined => current.getStore();

/** The same for what is written down: only a recorded trace is worth its bytes. */
export function recordedTrace(): string | undefined {
  const traceparent = current.getStore();
  return parseTraceparent(traceparent)?.isSampled ? traceparent : undefined;
}
