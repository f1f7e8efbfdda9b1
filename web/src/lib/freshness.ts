export type ConnectionState = 'live' | 'stale' | 'offline';

export const STALE_AFTER_MS = 15_000;
export const OFFLINE_AFTER_MS = 60_000;

/** How far a picture may be trusted, by the time since the server was heard; `hasPicture` is false before the first one. */
export function connectionState(silentMs: number, hasPicture: boolean): ConnectionState {
  if (silentMs > OFFLINE_AFTER_MS) return 'offline';
  return silentMs > STALE_AFTER_MS || !hasPicture ? 'stale' : 'live';
}
