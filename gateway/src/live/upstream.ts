import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ExecutionResult } from 'graphql';
import { request } from 'undici';
import { checkedEvent } from './checked-event.ts';
import { problem } from '../problems.ts';
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
/** Of a refusal in JSON, in UTF-16 units. */
const LONGEST_REFUSAL = 1_048_576;
/** For the subgraph to say whether it takes the subscription; its first event may take longer. */
const ANSWER_MS = 10_000;

/**
 * Subscribes at a subgraph by POST and server-sent events. A stream that breaks off or falls silent throws; one that the
 * subgraph completes ends. A subgraph that answers in JSON, or with another status than 200, refuses: what it says is the
 * only result. Whatever is no result of GraphQL ends the stream as if it had broken off, after the results before it.
 */
export function openUpstream({ name, url, headers }: Address, asked: UpstreamRequest): Upstream {
  const hangUp = new AbortController();
  const results: ExecutionResult[] = [];
  const parse = createEventParser();
  let [completed, sendsComments, isBegun] = [false, false, false];
  let failure: { error: unknown } | undefined;
  let silence: NodeJS.Timeout | undefined;
  let wake = (): void => {};

  async function connect(): Promise<void> {
    const body = JSON.stringify(asked);
    const {
      statusCode,
      headers: told,
      body: stream,
    } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers(body) },
      body,
      signal: hangUp.signal,
      headersTimeout: ANSWER_MS,
      bodyTimeout: 0, // a feed may have nothing to say for hours
    });
    stream.on('error', () => undefined); // `finished` tells it, or nobody waits for the rest any more
    const form = String(told['content-type']).toLowerCase();
    if (form.includes('json')) {
      results.push(checkedEvent(name, await textOf(stream.setEncoding('utf8'))));
      completed = true;
    } else if (form.startsWith('text/event-stream')) await read(stream.setEncoding('utf8'));
    else
      throw problem(
        statusCode === 413 ? 'too-large' : 'nonsense',
        `${name} answered ${statusCode} and no event stream`,
      );
  }

  async function read(stream: Readable): Promise<void> {
    stream.on('data', (chunk: string) => {
      // An error thrown in a listener would end the process.
      try {
        take(chunk);
      } catch (error) {
        stream.destroy(error as Error);
      }
    });
    await finished(stream, { writable: false });
    if (!completed) throw new Error(`${name} broke off`);
  }

  function take(chunk: string): void {
    if (completed) return;
    sendsComments ||= chunk.startsWith(':');
    if (sendsComments) listenForSilence();
    try {
      for (const { event, data } of parse(chunk)) {
        if (event === 'next') results.push(checkedEvent(name, data));
        else if (event === 'complete') return void (completed = true);
      }
    } finally {
      wake();
    }
  }

  function listenForSilence(): void {
    clearTimeout(silence);
    silence = setTimeout(() => hangUp.abort(problem('timeout', `${name} fell silent`)), SILENT_MS);
  }

  function begin(): void {
    isBegun = true;
    connect()
      .catch((error: unknown) => {
        failure = { error };
        hangUp.abort();
      })
      .finally(() => {
        clearTimeout(silence);
        wake();
      });
  }

  const done = { value: undefined, done: true } as const;
  let closed = false;
  return {
    async next() {
      if (!isBegun && !closed) begin();
      while (!closed) {
        const value = results.shift();
        if (value) return { value, done: false };
        if (completed) break;
        if (failure) throw unavailable(failure.error);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return done;
    },
    async return() {
      closed = true;
      hangUp.abort();
      wake();
      return done;
    },
  };
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    text += chunk;
    if (text.length > LONGEST_REFUSAL)
      throw problem('too-large', `the refusal has more than ${LONGEST_REFUSAL} characters`);
  }
  return text;
}
