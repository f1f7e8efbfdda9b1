import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { createLog } from '../log.ts';
import { connectMongo, prepareCollections } from '../mongo.ts';
import { createOutbox } from '../outbox.ts';

/** An address of an engine that the test run provides. */
export function engine(name: 'MONGODB_URI' | 'REDIS_URL'): string {
  const address = process.env[name];
  if (!address) throw new Error(`${name} is not set: \`npm test\` starts the engines and sets it`);
  return address;
}

/** A service's collections in a database of its own on the real engine, dropped at the end. */
export async function openDatabase<C>(service: string, registerCollections: (connection: Connection) => C) {
  const name = `test_${service}_${randomUUID().slice(0, 8)}`;
  const mongo = await connectMongo({
    uri: engine('MONGODB_URI'),
    database: name,
    log: createLog('test', 'silent'),
  });
  const { connection } = mongo;
  const collections = registerCollections(connection);
  const outbox = createOutbox(connection);
  await prepareCollections(connection);
  return {
    name,
    connection,
    collections,
    outbox,
    async [Symbol.asyncDispose]() {
      await connection.dropDatabase();
      await mongo[Symbol.asyncDispose]();
    },
  };
}
