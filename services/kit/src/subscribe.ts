import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

/** A subscription's payload: the root value, with what goes beside it. */
type Payload = {
  readonly extensions?: Record<string, unknown>;
  /** The payload that completes this one, should other subgraphs be late; the gateway finds it under `extensions.completion`. */
  readonly completion?: object;
};

/**
 * graphql-js's `subscribe`, and what a payload brings under `extensions` stands in its result's `extensions` too. A plain
 * iterator that forwards `return` at once: an async generator would hold it back behind a waiting `next`.
 */
export async function subscribeWithExtensions(
  args: ExecutionArgs,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const stream = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in stream)) return stream;
  const source = (stream as AsyncIterable<Payload>)[Symbol.asyncIterator]();
  const done = { value: undefined, done: true } as const;
  const results: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      const { value: payload, done: ended } = await source.next();
      if (ended) return done;
      const result = await execute({ ...args, rootValue: payload });
      const completion =
        payload.completion && (await execute({ ...args, rootValue: payload.completion })).data;
      const extensions = completion ? { ...payload.extensions, completion } : payload.extensions;
      return { value: extensions ? { ...result, extensions } : result, done: false };
    },
    async return() {
      await source.return?.();
      return done;
    },
  };
  return results;
}
