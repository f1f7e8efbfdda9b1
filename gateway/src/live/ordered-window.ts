/**
 * Maps a live source with up to `size` mappings at once, results in the source's order. Closing wakes a waiting `next` and
 * hangs the source up at once (an async generator would hold `return` back behind a pending `next`). An error of the
 * source comes after the results before it; an error of a mapping comes in its turn and never as an unhandled rejection.
 */
export function orderedWindow<A, B>(
  source: AsyncIterator<A>,
  map: (value: A) => Promise<B>,
  size: number,
): AsyncIterableIterator<B> {
  const queue: Promise<B>[] = [];
  let [started, ended, closed] = [false, false, false];
  /** Begun and not yet handed out. */
  let open = 0;
  let failure: { error: unknown } | undefined;
  let arrived: (() => void) | undefined;
  let freed: (() => void) | undefined;

  async function pump(): Promise<void> {
    try {
      while (!closed) {
        if (open >= size) await new Promise<void>((resolve) => (freed = resolve));
        if (closed) return;
        const { value, done } = await source.next();
        if (done) return;
        open++;
        const mapped = map(value);
        mapped.catch(() => undefined); // told in its turn
        queue.push(mapped);
        arrived?.();
      }
    } catch (error) {
      failure = { error };
    } finally {
      ended = true;
      arrived?.();
    }
  }

  const finished = { value: undefined, done: true } as const;
  const close = async () => {
    closed = true;
    freed?.();
    arrived?.();
    await source.return?.();
    return finished;
  };

  const results: AsyncIterableIterator<B> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      if (!started) {
        started = true;
        void pump();
      }
      while (queue.length === 0 && !ended && !closed)
        await new Promise<void>((resolve) => (arrived = resolve));
      const first = closed ? undefined : queue.shift();
      if (first) {
        try {
          return { value: await first, done: false };
        } finally {
          open--;
          freed?.();
        }
      }
      if (failure && !closed) {
        const { error } = failure;
        failure = undefined;
        throw error;
      }
      return finished;
    },
    return: close,
    async throw(error) {
      await close();
      throw error;
    },
  };
  return results;
}
