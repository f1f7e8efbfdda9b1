import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import type { ApiClientDocument } from './documents.ts';
import { KeysOutOfReach } from './fetch-keys.ts';

export type KeysOf = (client: Pick<ApiClientDocument, '_id' | 'jwks' | 'jwksUrl'>) => JWTVerifyGetKey;

const FETCH_MS = 3_000;
/** Keys are used so long without asking; a new `kid` asks earlier, but not more often than each 30 s. */
const KEPT_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;
/** After a failure nobody waits for the same address for a while. */
const FAILED_MS = 10_000;
const MOST_KEPT = 1_000;

/** Where a system's public keys come from: its record, or its own address. */
export function createKeysOf(fetchKeys: FetchImplementation): KeysOf {
  const remote = new Map<string, JWTVerifyGetKey>();
  return ({ jwks, jwksUrl }) => {
    if (!jwksUrl) return createLocalJWKSet({ keys: jwks.map((key) => ({ ...key })) });
    const known = remote.get(jwksUrl);
    if (known) return known;
    if (remote.size >= MOST_KEPT) remote.clear();
    const keys = remoteKeys(jwksUrl, fetchKeys);
    remote.set(jwksUrl, keys);
    return keys;
  };
}

function remoteKeys(address: string, fetchKeys: FetchImplementation): JWTVerifyGetKey {
  let failedUntil = 0;
  const fetchOnce: FetchImplementation = async (url, options) => {
    if (Date.now() < failedUntil) throw new KeysOutOfReach('failed a moment ago');
    try {
      return await fetchKeys(url, options);
    } catch (error) {
      failedUntil = Date.now() + FAILED_MS;
      throw error instanceof KeysOutOfReach ? error : new KeysOutOfReach('no answer', { cause: error });
    }
  };
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: FETCH_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEPT_MS,
    [customFetch]: fetchOnce,
  });
}
