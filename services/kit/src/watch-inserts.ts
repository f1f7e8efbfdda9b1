import type { Collection } from 'mongoose';
import type { Log } from './log.ts';

/** Wakes on what other processes wrote; only a safety net, so a broken stream is opened again without hurry. */
export function watchInserts(collection: Collection, wake: () => void, log: Log): () => Promise<void> {
  let stopped = false;
  let stream = open();
  function open() {
    const opened = collection.watch([{ $match: { operationType: 'insert' } }], { maxAwaitTimeMS: 2_000 });
    opened.on('change', wake);
    opened.on('error', (error) => {
      log.warn({ err: error }, 'relay: change stream broke; opening again');
      opened.close().catch(() => undefined);
      setTimeout(() => {
        if (!stopped) stream = open();
      }, 1_000).unref();
    });
    return opened;
  }
  return () => {
    stopped = true;
    return stream.close();
  };
}
