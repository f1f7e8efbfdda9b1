import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';
import { NO_SPAN, type StartSpan } from './spans.ts';
import { parseTraceparent, traceparentOf } from './trace-context.ts';

const SEND_EVERY_MS = 1_000;
/** A process that stops waits no longer for its collector. */
const PATIENCE_MS = 3_000;

type Options = {
  readonly service: string;
  readonly instance: string;
  /** Base address of an OTLP collector over HTTP. */
  readonly endpoint: string;
  /** The share of traces that are recorded, 0 to 1. */
  readonly ratio: number;
  readonly log: Log;
};

/**
 * Spans by the SDK of OpenTelemetry, sent as OTLP over HTTP. Nothing is instrumented by itself and nothing is registered
 * globally: there are the spans that this project starts, and no others.
 */
export function createRecorder({ service, instance, endpoint, ratio, log }: Options) {
  const url = new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href;
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: PATIENCE_MS }), log);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'hongxin',
      'service.name': service,
      'service.instance.id': instance,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanLimits: { attributeValueLengthLimit: 128 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: PATIENCE_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('hongxin');

  const start: StartSpan = (name, { kind, parent, isRoot = false, links = [], attributes, startedAt }) => {
    const above = parseTraceparent(parent);
    if (!above?.isSampled && !isRoot) return NO_SPAN;
    const around = above?.isSampled ? trace.setSpanContext(ROOT_CONTEXT, contextOf(above)) : ROOT_CONTEXT;
    const span = tracer.startSpan(
      name,
      {
        kind: SpanKind[kind],
        attributes: { ...attributes },
        links: links.flatMap((link) => {
          const context = parseTraceparent(link);
          return context ? [{ context: contextOf(context) }] : [];
        }),
        // Dates: a number from before the start of this process would be taken for one of its own clock.
        ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
      },
      around,
    );
    if (!span.isRecording()) return NO_SPAN;
    return {
      traceparent: traceparentOf({ ...span.spanContext(), isSampled: true }),
      set: (more) => void span.setAttributes({ ...more }),
      end(failure, at) {
        if (failure !== undefined)
          span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR });
        span.end(at === undefined ? undefined : new Date(at));
      },
    };
  };
  return {
    start,
    async [Symbol.asyncDispose]() {
      await provider
        .shutdown()
        .catch((error) => log.warn({ err: error }, 'traces: the last spans were not sent'));
    },
  };
}

const contextOf = ({ traceId, spanId, isSampled }: NonNullable<ReturnType<typeof parseTraceparent>>) => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});

/** Says once when the collector stops answering, and once when it answers again: its batches go every second. */
function telling(exporter: SpanExporter, log: Log): SpanExporter {
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !isAway)
          log.warn({ err: result.error }, 'traces: the collector takes no spans; they are dropped');
        if (!failed && isAway) log.info('traces: the collector takes spans again');
        isAway = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
