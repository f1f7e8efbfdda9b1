import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { QueuedCheckIn } from './queued-check-in.ts';

interface Schema extends DBSchema {
  checkIns: { key: string; value: QueuedCheckIn };
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
  });
  return opened;
}

export async function readQueue(): Promise<QueuedCheckIn[]> {
  return (await database()).getAll('checkIns');
}

export async function putInQueue(items: readonly QueuedCheckIn[]): Promise<void> {
  const transaction = (await database()).transaction('checkIns', 'readwrite', { durability: 'strict' });
  await Promise.all([...items.map((item) => transaction.store.put(item)), transaction.done]);
}

export async function forget(ids: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction('checkIns', 'readwrite');
  await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
}
