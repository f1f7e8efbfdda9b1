import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { connectMongo, prepareCollections } from './mongo.ts';
import { createOutbox } from './outbox.ts';
import { engine } from './testing/database.ts';

const database = `test_prepare_${randomUUID().slice(0, 8)}`;
const replica = () =>
  connectMongo({ uri: engine('MONGODB_URI'), database, log: createLog('test', 'silent') });

describe('a database that an earlier version made', () => {
  it('loses the index that nothing uses any more, and nothing else, when replicas start at once', async () => {
    await using stack = new AsyncDisposableStack();
    const replicas = await Promise.all([1, 2, 3].map(replica));
    for (const { connection } of replicas) createOutbox(connection);
    const [first] = replicas;
    if (!first) throw new Error('no replica');
    for (const each of replicas) stack.use(each);
    stack.defer(() => first.connection.dropDatabase().then(() => undefined));
    const outbox = first.connection.collection('outbox');
    await outbox.insertOne({ _id: 'kept' as never, recordedAt: new Date(), pending: true });
    await outbox.createIndex(
      { recordedAt: 1, _id: 1 },
      { name: 'pending', partialFilterExpression: { pending: true } },
    );
    await outbox.createIndex({ type: 1 }, { name: 'an operator’s own' });

    await Promise.all(replicas.map(({ connection }) => prepareCollections(connection)));

    const names = (await outbox.indexes()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['_id_', 'an operator’s own', 'pending in order', 'seq'].toSorted());
    expect(await outbox.countDocuments()).toBe(1);
    await prepareCollections(first.connection);
  });
});
