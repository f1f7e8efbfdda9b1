import { randomUUID } from 'node:crypto';
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { createOutbox } from '@hongxin/kit/outbox';
import { registerCollections } from '../collections.ts';

/** An address of an engine that the test run provides. */
export function engine(name: 'MONGODB_URI' | 'REDIS_URL'): string {
  const address = process.env[name];
  if (!address) throw new Error(`${name} is not set: \`npm test\` starts the engines and sets it`);
  return address;
}

/** A database of its own on the real engine, dropped at the end. */
export async function openDatabase() {
  const name = `test_organizations_${randomUUID().slice(0, 8)}`;
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

export type Database = Awaited<ReturnType<typeof openDatabase>>;
