import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { serverNow } from '../lib/server-clock.ts';
import { makeDeviceKey, proofOf } from './device-proof.ts';
import type { Surface } from './stored-session.ts';

interface Schema extends DBSchema {
  keys: { key: Surface; value: CryptoKeyPair };
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('hongxin-device', 1, {
    upgrade(db) {
      db.createObjectStore('keys');
    },
    terminated() {
      opened = null;
    },
  }).catch((error: unknown) => {
    opened = null; // asked again next time: storage that was locked may open then
    throw error;
  });
  return opened;
}

/** WebCrypto is there only over HTTPS and on localhost: on a plain LAN address a session is bound to no key. */
function canHoldDeviceKey(): boolean {
  return Boolean(globalThis.crypto?.subtle) && 'indexedDB' in globalThis;
}

/**
 * This device's key for a surface, made at the first asking. IndexedDB keeps it as an object that can sign and cannot be
 * read, so that a copy of this browser's storage elsewhere holds a refresh token that is good for nothing.
 */
async function deviceKey(surface: Surface): Promise<CryptoKeyPair> {
  const db = await database();
  const present = await db.get('keys', surface);
  if (present) return present;
  const made = await makeDeviceKey();
  // Another tab may have made one meanwhile: the first that is stored is everybody's.
  const transaction = db.transaction('keys', 'readwrite', { durability: 'strict' });
  const first = await transaction.store.get(surface);
  if (!first) await transaction.store.put(made, surface);
  await transaction.done;
  return first ?? made;
}

/** The proof for a POST to this path, null where no key can be held; throws when the key's storage cannot be read. */
export async function deviceProof(surface: Surface, path: string): Promise<string | null> {
  if (!canHoldDeviceKey()) return null;
  return proofOf(await deviceKey(surface), { url: location.origin + path, at: serverNow() });
}
