/** Values that come beside a stream, in their own time. */
export type Mailbox<T> = {
  post(value: T): void;
  take(): T | undefined;
  onPost(call: (() => void) | undefined): void;
};

export function createMailbox<T>(): Mailbox<T> {
  const letters: T[] = [];
  let call: (() => void) | undefined;
  return {
    post(value) {
      letters.push(value);
      call?.();
    },
    take: () => letters.shift(),
    onPost: (given) => (call = given),
  };
}

/** A stream with a mailbox's letters between its values. It ends when the stream ends; letters do not hold it open. */
export function mergeMail<T>(
  source: AsyncIterableIterator<T>,
  mailbox: Mailbox<T>,
): AsyncIterableIterator<T> {
  let waiting: Promise<IteratorResult<T>> | undefined;
  const results: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      const letter = mailbox.take();
      if (letter !== undefined) return { value: letter, done: false };
      waiting ??= source.next();
      const posted = Promise.withResolvers<null>();
      mailbox.onPost(() => posted.resolve(null));
      const first = await Promise.race([waiting, posted.promise]).finally(() => mailbox.onPost(undefined));
      if (first === null) return results.next();
      waiting = undefined;
      return first;
    },
    async return(value) {
      await source.return?.();
      return { value, done: true };
    },
  };
  return results;
}
