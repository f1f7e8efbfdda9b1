import type { Collection, Connection } from 'mongoose';
import type { Log } from './log.ts';

/** A collection held in memory, true within milliseconds: for what a hot path must judge without asking an engine. */
export type MemoryTable<T> = {
  get(id: string): T | undefined;
  values(): Iterable<T>;
  /** Puts in what this process itself has just written, so that it need not wait for its own change. */
  put(document: T): void;
  [Symbol.asyncDispose](): Promise<void>;
};

type Options<T> = {
  readonly connection: Connection;
  readonly collection: Collection;
  /** Which documents; everything without it. */
  readonly filter?: () => Record<string, unknown>;
  readonly keep?: (document: T) => boolean;
  readonly log: Log;
};

/** Loads the table, then follows its change stream from the moment before loading; after a broken stream it loads again. */
export async function createMemoryTable<T extends { _id: string }>(
  options: Options<T>,
): Promise<MemoryTable<T>> {
  const { connection, collection, log, filter = () => ({}), keep = () => true } = options;
  let table = new Map<string, T>();
  let stopped = false;
  let stream = await open();

  async function open() {
    const startAtOperationTime = (await connection.db?.command({ ping: 1 }))?.['operationTime'];
    const loaded = new Map<string, T>();
    for await (const document of collection.find(filter()))
      loaded.set(String(document._id), document as unknown as T);
    table = loaded;
    const opened = collection.watch([], {
      fullDocument: 'updateLookup',
      startAtOperationTime,
      maxAwaitTimeMS: 1_000,
    });
    opened.on('change', (change) => {
      if (change.operationType === 'delete') table.delete(String(change.documentKey._id));
      else if ('fullDocument' in change && change.fullDocument) put(change.fullDocument as unknown as T);
      else if (change.operationType === 'drop' || change.operationType === 'rename') table.clear();
    });
    opened.on('error', (error) => {
      log.warn({ err: error }, 'memory table: change stream broke; loading again');
      opened.close().catch(() => undefined);
      reopen();
    });
    return opened;
  }

  function reopen(): void {
    setTimeout(() => {
      if (stopped) return;
      open().then(
        (opened) => (stream = opened),
        (error) => {
          log.warn({ err: error }, 'memory table: loading failed; trying again');
          reopen();
        },
      );
    }, 500).unref();
  }

  function put(document: T): void {
    if (keep(document)) table.set(document._id, document);
    else table.delete(document._id);
  }

  return {
    get: (id) => table.get(id),
    values: () => table.values(),
    put,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await stream.close();
    },
  };
}
