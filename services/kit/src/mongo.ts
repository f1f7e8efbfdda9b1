import mongoose, { type Connection } from 'mongoose';
import type { Log } from './log.ts';

mongoose.set('strictQuery', 'throw');

export type Mongo = { readonly connection: Connection; [Symbol.asyncDispose](): Promise<void> };

/** One database, majority writes with journal and majority reads, an end to each wait. */
export async function connectMongo(options: { uri: string; database: string; log: Log }): Promise<Mongo> {
  const connection = mongoose.createConnection(options.uri, {
    dbName: options.database,
    appName: options.database, // MongoDB's own logs and profiles name who asks by it
    autoIndex: false,
    autoCreate: false,
    w: 'majority',
    journal: true,
    readConcernLevel: 'majority',
    serverSelectionTimeoutMS: 5_000,
    socketTimeoutMS: 20_000,
    heartbeatFrequencyMS: 2_000,
    maxPoolSize: 20,
  });
  connection.on('error', (error) => options.log.error({ err: error }, 'mongodb'));
  await connection.asPromise();
  return { connection, [Symbol.asyncDispose]: () => connection.close() };
}

/** Names of indexes of earlier versions that answer no question any more: each would cost every write. */
const RETIRED_INDEXES = ['pending'];
/** What MongoDB says of an index that is not there: never was, or another replica has just dropped it. */
const INDEX_NOT_FOUND = 27;

/**
 * Creates the collections and indexes of all models, and drops those that earlier versions made and nothing uses; a process
 * is not ready before its unique indexes exist. Replicas may do it at the same time.
 */
export async function prepareCollections(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    await model.createCollection();
    await model.createIndexes();
    for (const name of RETIRED_INDEXES)
      await model.collection.dropIndex(name).catch((error: { code?: number }) => {
        if (error.code !== INDEX_NOT_FOUND) throw error;
      });
  }
}
