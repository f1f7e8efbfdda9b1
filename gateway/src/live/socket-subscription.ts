import { createBoundedSink, type Sink, type SlowLimits, type Wire } from './bounded-sink.ts';
import type { LiveFigures } from './figures.ts';

/**
 * One subscription on a WebSocket. graphql-ws speaks the protocol and holds this in the place of a stream of results: it
 * yields none, because results go past it to the wire as bytes made once for all. It ends when the stream ends, and
 * graphql-ws says `complete`; when graphql-ws gives it back, the stream is left.
 */
export type SocketSubscription = AsyncGenerator<never, undefined> & { readonly sink: Sink };

type Options = {
  /** The operation's id as the client gave it. */
  readonly id: string;
  readonly wire: Wire;
  readonly limits: SlowLimits;
  readonly figures: LiveFigures;
  onLeave(): void;
};

export function createSocketSubscription({
  id,
  wire,
  limits,
  figures,
  onLeave,
}: Options): SocketSubscription {
  const idBytes = Buffer.from(JSON.stringify(id));
  const ended = Promise.withResolvers<IteratorResult<never, undefined>>();
  const done = { value: undefined, done: true } as const;
  async function leave() {
    sink.drop();
    onLeave();
    ended.resolve(done);
    return done;
  }
  const sink = createBoundedSink({
    wire,
    limits,
    figures,
    write: (out, batch) => batch.writeMessages(out, idBytes),
    onEnd() {
      onLeave(); // graphql-ws gives back only what it leaves itself
      ended.resolve(done);
    },
  });
  const subscription: SocketSubscription = {
    sink,
    [Symbol.asyncIterator]: () => subscription,
    next: () => ended.promise,
    return: leave,
    async throw(error) {
      await leave();
      throw error;
    },
    async [Symbol.asyncDispose]() {
      await leave();
    },
  };
  return subscription;
}
