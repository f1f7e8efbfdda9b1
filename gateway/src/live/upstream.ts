import type { ExecutionResult } from 'graphql';
import { createEventParser } from './sse.ts';
import { unavailable } from './unavailable.ts';

export type UpstreamRequest = {
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Record<string, unknown>;
};

/** A subgraph's stream of results. `return` hangs up at once, also while `next` waits. */
export type Upstream = AsyncIterator<ExecutionResult>;

/** A subgraph, and what proves to it who asks. */
export type Address = {
  readonly name: string;
  readonly url: string;
  headers(body: string): Record<string, string>;
};

/** A subgraph that sends comments between its events, and none for so long, is gone though its connection stands. */
const SILENT_MS = 30_000;

/**
 * Subscribes at a subgraph by POST and server-sent events. A stream that breaks off or falls silent throws; one that the
 * subgraph completes ends. A subgraph that answers in JSON refuses: its answer is the only result.
 */
export function openUpstream({ name, url, headers }: Address, request: UpstreamRequest): Upstream {
  const hangUp = new AbortController();
  const results: ExecutionResult[] = [];
  let [completed, closed, sendsComments] = [false, false, false];
  let reader: ReadableStreamDefaultReader<string> | undefined;
  const parse = createEventParser();

  async function connect(): Promise<void> {
    const body = JSON.stringify(request);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers(body) },
      body,
      signal: hangUp.signal,
    });
    const type = response.headers.get('content-type') ?? '';
    if (type.includes('json')) {
      results.push((await response.json()) as ExecutionResult);
      completed = true;
    } else if (response.ok && response.body)
      reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    else throw new Error(`${name} answered ${response.status}`);
  }

  async function fill(): Promise<void> {
    if (!reader) return connect();
    const { value, done } = await (sendsComments ? withinSilence(reader.read()) : reader.read());
    if (done) {
      if (!completed) throw new Error(`${name} broke off`);
      return;
    }
    sendsComments ||= value.startsWith(':');
    for (const { event, data } of parse(value)) {
      if (event === 'next') results.push(JSON.parse(data) as ExecutionResult);
      else if (event === 'complete') completed = true;
    }
  }

  async function withinSilence<T>(reading: Promise<T>): Promise<T> {
    const timer = setTimeout(() => hangUp.abort(new Error(`${name} fell silent`)), SILENT_MS);
    try {
      return await reading;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async next() {
      try {
        while (results.length === 0 && !completed && !closed) await fill();
      } catch (error) {
        hangUp.abort();
        if (!closed) throw unavailable(error);
      }
      const value = closed ? undefined : results.shift();
      return value ? { value, done: false } : { value: undefined, done: true };
    },
    async return() {
      closed = true;
      hangUp.abort();
      return { value: undefined, done: true };
    },
  };
}
