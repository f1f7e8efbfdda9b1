import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { createBoundedSink, type Sink, type SlowLimits } from './bounded-sink.ts';
import type { LiveFigures } from './figures.ts';
import { createBatch, frameOf } from './frames.ts';

/** Comments tell the reader that we live, and ourselves that the connection stands. */
const COMMENT_MS = 5_000;
const COMPLETE = 'event: complete\ndata:\n\n';

type Options = {
  readonly response: ServerResponse;
  readonly limits: SlowLimits;
  readonly figures: LiveFigures;
};

/** One subscription over server-sent events ("distinct connections" of the GraphQL over SSE protocol). */
export type EventStream = {
  readonly sink: Sink;
  /** A result that is not the stream's, e.g. why there is none; then it ends. */
  refuse(result: ExecutionResult): void;
};

export function openEventStream({ response, limits, figures }: Options): EventStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  response.write(':\n\n');
  const comments = setInterval(() => {
    if (response.writableLength === 0) response.write(':\n\n');
  }, COMMENT_MS);
  response.once('close', () => {
    clearInterval(comments);
    sink.drop();
  });
  const isOpen = () => !response.writableEnded && !response.destroyed;
  const sink = createBoundedSink({
    wire: { out: response, isOpen, closeSlow: () => response.destroy() },
    limits,
    figures,
    write: (out, batch) => batch.writeEvents(out),
    onEnd: () => response.end(COMPLETE),
  });
  return {
    sink,
    refuse(result) {
      sink.deliver(createBatch([frameOf(result)]));
      sink.end();
    },
  };
}
