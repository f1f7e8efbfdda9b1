import type { Log } from '../log.ts';
import { recordSpans } from './spans.ts';

export type TracingEnv = {
  readonly INSTANCE_ID: string;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
};

/**
 * Records the spans of this process from here on, if there is a collector to send them to. Only then is OpenTelemetry's SDK
 * imported: it costs some tenths of a second of each start, and 2 MB.
 */
export async function startTracing(service: string, env: TracingEnv, log: Log): Promise<AsyncDisposable> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = env;
  if (!endpoint) return { async [Symbol.asyncDispose]() {} };
  const { createRecorder } = await import('./open-telemetry.ts');
  const recorder = createRecorder({ service, instance: env.INSTANCE_ID, endpoint, ratio, log });
  recordSpans(recorder.start);
  return {
    async [Symbol.asyncDispose]() {
      recordSpans(undefined);
      await recorder[Symbol.asyncDispose]();
    },
  };
}
