import type { Prover } from '@hongxin/kit/proof';
import type { ExecutionResult } from 'graphql';
import { createEventParser } from '../sse.ts';
import { type GatewayContext, unavailable } from '../subgraph-source.ts';

export type UpstreamRequest = {
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Record<string, unknown>;
};

/** A subgraph's stream of results. `return` hangs up at once, also while `next` waits. */
export type Upstream = AsyncIterator<ExecutionResult>;

/**
 * Subscribes at a subgraph by POST and server-sent events: the same proof of the caller as for any request. A stream that
 * breaks off throws; one that the subgraph completes ends.
 */
export function openUpstream(
  options: { name: string; url: string; prover: Prover },
  request: UpstreamRequest,
  context: GatewayContext,
): Upstream {
  const hangUp = new AbortController();
  const results: ExecutionResult[] = [];
  let [completed, closed] = [false, false];
  let reader: ReadableStreamDefaultReader<string> | undefined;
  const parse = createEventParser();

  async function connect(): Promise<ReadableStreamDefaultReader<string>> {
    const body = JSON.stringify(request);
    const headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...options.prover.headers(context.viewer, options.name, body),
    };
    const response = await fetch(options.url, { method: 'POST', headers, body, signal: hangUp.signal });
    if (!response.ok || !response.body) throw new Error(`${options.name} answered ${response.status}`);
    return response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  async function fill(): Promise<void> {
    reader ??= await connect();
    const { value, done } = await reader.read();
    if (done) {
      if (!completed) throw new Error(`${options.name} broke off`);
      return;
    }
    for (const { event, data } of parse(value)) {
      if (event === 'next') results.push(JSON.parse(data) as ExecutionResult);
      else if (event === 'complete') completed = true;
    }
  }

  return {
    async next() {
      try {
        while (results.length === 0 && !completed && !closed) await fill();
      } catch (error) {
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
