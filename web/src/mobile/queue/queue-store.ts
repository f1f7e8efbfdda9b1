import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { fromStored, type QueuedCheckIn, type StoredCheckIn } from './queued-check-in.ts';

interface Schema extends DBSchema {
  checkIns: { key: string; value: StoredCheckIn };
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('hongxin-member', 1, {
    upgrade(db) {
      db.createObjectStore('checkIns', { keyPath: 'id' });
    },
    terminated() {
      opened = null;
    },
  }).catch((problem: unknown) => {
    // A storage that failed once (a full disk, a browser that was starting) is opened anew at the next attempt.
    opened = null;
    throw problem;
  });
  return opened;
}

export async function readQueue(): Promise<QueuedCheckIn[]> {
  return (await (await database()).getAll('checkIns')).map(fromStored);
}

export async function putInQueue(items: readonly QueuedCheckIn[]): Promise<void> {
  const transaction = (await database()).transaction('checkIns', 'readwrite', { durability: 'strict' });
  await Promise.all([...items.map((item) => transaction.store.put(item)), transaction.done]);
}

export async function forget(ids: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction('checkIns', 'readwrite');
  await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
}
