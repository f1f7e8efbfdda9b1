/** What a span may say of its work: figures, kinds and places in the mesh; never what a person gave, never who it was. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export type SpanOptions = {
  readonly kind: 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER' | 'INTERNAL';
  /** Traceparent of what this is a part of; a part of what is not recorded is not recorded either. */
  readonly parent?: string | undefined;
  /** Begins a trace of its own, as often as the operator wants it. */
  readonly isRoot?: boolean;
  /** Traceparents of other traces that have to do with it. */
  readonly links?: readonly string[];
  readonly attributes?: Attributes;
  /** In ms since 1970; now without it. */
  readonly startedAt?: number | undefined;
};

export type Span = {
  /** For whoever works for it; undefined when it is not recorded. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
  /** `failure`: a stable code. Messages of errors stay in the log, for they may repeat what a person sent. */
  end(failure?: string, at?: number): void;
};

export type StartSpan = (name: string, options: SpanOptions) => Span;

export const NO_SPAN: Span = { traceparent: undefined, set() {}, end() {} };

let recorder: StartSpan | undefined;

/** One recorder in a process, as OpenTelemetry itself has it; without one every span is nothing. */
export function recordSpans(start: StartSpan | undefined): void {
  recorder = start;
}

export const startSpan: StartSpan = (name, options) => recorder?.(name, options) ?? NO_SPAN;

/** The span of a piece of work that either comes to its end or throws. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = startSpan(name, options);
  try {
    const result = await work(span);
    span.end();
    return result;
  } catch (error) {
    span.end(failureOf(error));
    throw error;
  }
}

/** The stable code of an error, or its class. */
export function failureOf(error: unknown): string {
  const { extensions } = (error ?? {}) as { extensions?: { code?: unknown } };
  if (typeof extensions?.code === 'string') return extensions.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}
