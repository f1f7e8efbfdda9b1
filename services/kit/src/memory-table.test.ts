import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createMemoryTable } from './memory-table.ts';

let connection: mongoose.Connection;
beforeAll(async () => {
  connection = await mongoose
    .createConnection(process.env['MONGODB_URI'] ?? '', { dbName: `table${randomBytes(4).toString('hex')}` })
    .asPromise();
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

describe('a table in memory', () => {
  it('holds what was there and follows what others change', async () => {
    const collection = connection.collection<{ _id: string; n: number }>('rows');
    await collection.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 2 },
    ]);
    await using table = await createMemoryTable<{ _id: string; n: number }>({
      connection,
      collection: collection as never,
      log: createLog('test', 'silent'),
    });
    expect([...table.values()]).toHaveLength(2);
    await collection.updateOne({ _id: 'a' }, { $set: { n: 10 } });
    await collection.deleteOne({ _id: 'b' });
    await collection.insertOne({ _id: 'c', n: 3 });
    await expect
      .poll(() => [table.get('a')?.n, table.get('b'), table.get('c')?.n])
      .toEqual([10, undefined, 3]);
    table.put({ _id: 'd', n: 4 });
    expect(table.get('d')?.n).toBe(4);
  });
});
