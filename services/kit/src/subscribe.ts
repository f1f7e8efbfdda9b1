import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

/**
 * graphql-js's `subscribe`, and what a payload brings under `extensions` stands in its result's `extensions` too. A plain
 * iterator that forwards `return` at once: an async generator would hold it back behind a waiting `next`.
 */
export async function subscribeWithExtensions(
  args: ExecutionArgs,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const stream = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in stream)) return stream;
  const source = (stream as AsyncIterable<{ extensions?: Record<string, unknown> }>)[Symbol.asyncIterator]();
  const done = { value: undefined, done: true } as const;
  const results: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      const { value: payload, done: ended } = await source.next();
      if (ended) return done;
      const result = await execute({ ...args, rootValue: payload });
      return {
        value: payload.extensions ? { ...result, extensions: payload.extensions } : result,
        done: false,
      };
    },
    async return() {
      await source.return?.();
      return done;
    },
  };
  return results;
}
