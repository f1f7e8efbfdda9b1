import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

/** What an event brings beside its data. */
export type EventExtensions = {
  /** Its place in the feed. */
  readonly cursor?: string;
  /** Each event of this stream is the whole picture: the last one is all that a later reader needs. */
  readonly whole?: true;
  /** When it was committed, ISO 8601: the gateway and the screens measure from here. */
  readonly recordedAt?: string;
  /** W3C trace context of what caused it, where that was traced. */
  readonly traceparent?: string;
};

/** A subscription's payload: the root value, with what goes beside it. */
export type Payload = {
  readonly extensions?: EventExtensions;
  /**
   * Root values of the events that complete this one, should other subgraphs be late. The gateway finds their data under
   * `extensions.completions`; it does not hold back an event that has the list, be it empty.
   */
  readonly completions?: readonly object[];
};

/**
 * graphql-js's `subscribe`, and what a payload brings under `extensions` stands in its result's `extensions` too. A plain
 * iterator that forwards `return` at once: an async generator would hold it back behind a waiting `next`.
 * `contextOf`: made anew for each event, or loaders would answer with what was true when the subscription began.
 */
export async function subscribeWithExtensions(
  args: ExecutionArgs,
  contextOf: () => unknown = () => args.contextValue,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const stream = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in stream)) return stream;
  const source = (stream as AsyncIterable<Payload>)[Symbol.asyncIterator]();
  const done = { value: undefined, done: true } as const;
  const results: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      const { value: payload, done: ended } = await source.next();
      return ended ? done : { value: await executeEvent(args, payload, contextOf()), done: false };
    },
    async return() {
      await source.return?.();
      return done;
    },
  };
  return results;
}

/** The event and what completes it in one go: their loaders ask together. */
async function executeEvent(
  args: ExecutionArgs,
  payload: Payload,
  contextValue: unknown,
): Promise<ExecutionResult> {
  const run = (rootValue: unknown) => execute({ ...args, contextValue, rootValue });
  const [result, ...completed] = await Promise.all([payload, ...(payload.completions ?? [])].map(run));
  if (!payload.completions)
    return { ...result, ...(payload.extensions && { extensions: payload.extensions }) };
  const completions = completed.flatMap(({ data }) => (data ? [data] : [])); // without data it would complete nothing
  return { ...result, extensions: { ...payload.extensions, completions } };
}
