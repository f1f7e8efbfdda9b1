import type { Log } from '../log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { startTracing, type TracingEnv } from './start-tracing.ts';

/** What every process of a service begins with: spans, where there is a collector for them, and metrics. */
export async function startTelemetry(
  service: string,
  env: TracingEnv,
  log: Log,
): Promise<AsyncDisposable & { readonly metrics: Metrics }> {
  const tracing = await startTracing(service, env, log);
  return {
    metrics: createMetrics(service, log),
    [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose](),
  };
}
