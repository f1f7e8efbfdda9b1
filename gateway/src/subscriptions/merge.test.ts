import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createMailbox, mergeMail } from './merge.ts';

/** Gives its values a little apart, then waits until it is closed. */
function stream(values: string[]) {
  let hangUp: (() => void) | undefined;
  const state = { closed: false };
  const iterator: AsyncIterableIterator<string> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      await wait(5);
      const value = values.shift();
      if (value !== undefined) return { value, done: false };
      if (!state.closed) await new Promise<void>((resolve) => (hangUp = resolve));
      return { value: undefined, done: true };
    },
    async return() {
      state.closed = true;
      hangUp?.();
      return { value: undefined, done: true };
    },
  };
  return { iterator, state };
}

describe('a stream with mail', () => {
  it('brings letters while the stream waits, and loses nothing of the stream', async () => {
    const mailbox = createMailbox<string>();
    const { iterator } = stream(['a', 'b']);
    const merged = mergeMail(iterator, mailbox);
    expect((await merged.next()).value).toBe('a');
    mailbox.post('letter 1');
    expect((await merged.next()).value).toBe('letter 1');
    expect((await merged.next()).value).toBe('b');
    const waiting = merged.next();
    await wait(10);
    mailbox.post('letter 2');
    expect((await waiting).value).toBe('letter 2');
    await merged.return?.();
  });

  it('ends a waiting next when it is closed, though nothing came', async () => {
    const { iterator, state } = stream([]);
    const merged = mergeMail(iterator, createMailbox<string>());
    const waiting = merged.next();
    await wait(10);
    await merged.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(state.closed).toBe(true);
  });
});
