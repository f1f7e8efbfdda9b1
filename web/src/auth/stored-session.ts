// What a surface keeps of its sign-in, in localStorage: shared by its tabs, gone with a sign-out. The refresh token may
// lie here in the open: the session is bound to this device's key (device-key.ts), and without a proof of that key, which
// cannot be copied, the token renews nothing. Only over plain HTTP in a LAN, where browsers have no WebCrypto, it can.
export type Surface = 'member' | 'staff' | 'screen';

export type SessionViewer = {
  id: string;
  kind: 'MEMBER' | 'STAFF' | 'SCREEN';
  displayName?: string;
  roles?: readonly { role: string; orgPath: string }[];
  name?: string;
  purpose?: 'DISTRICT_WALL' | 'SITE';
  siteIds?: readonly string[];
  /** What of persons a screen may show. */
  privacy?: 'COUNT_ONLY' | 'MASKED' | 'FULL';
};

export type StoredSession = {
  viewer: SessionViewer;
  accessToken: string;
  refreshToken: string;
  /** By this device's clock, in milliseconds: the server's may differ by hours. */
  receivedAt: number;
  goodUntil: number;
};

const RENEW_BEFORE_MS = 60_000;

export function storageKey(surface: Surface): string {
  return `hongxin.${surface}`;
}

export function parseSession(text: string | null): StoredSession | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isStoredSession(value) ? value : null;
  } catch {
    // Somebody else's text under our key is the same as no session.
    return null;
  }
}

function isStoredSession(value: unknown): value is StoredSession {
  if (typeof value !== 'object' || value === null) return false;
  const { viewer, accessToken, refreshToken, receivedAt, goodUntil } = value as Record<string, unknown>;
  return (
    typeof accessToken === 'string' &&
    typeof refreshToken === 'string' &&
    typeof receivedAt === 'number' &&
    typeof goodUntil === 'number' &&
    typeof viewer === 'object' &&
    viewer !== null &&
    typeof (viewer as Record<string, unknown>)['id'] === 'string'
  );
}

/** A clock that was set back would make every token look fresh for ever: then it counts as used up. */
export function isFresh(session: StoredSession, now: number): boolean {
  return now >= session.receivedAt && session.goodUntil - now > RENEW_BEFORE_MS;
}

export function isGood(session: StoredSession, now: number): boolean {
  return now >= session.receivedAt && session.goodUntil > now;
}

/** Lifetime that the server gave the token (exp − iat), so that this device's clock does not matter. */
export function tokenLifetimeMs(accessToken: string): number {
  const payload = accessToken.split('.')[1] ?? '';
  const base64 = payload.replaceAll('-', '+').replaceAll('_', '/');
  const claims: unknown = JSON.parse(atob(base64));
  const { exp, iat } = claims as { exp?: unknown; iat?: unknown };
  if (typeof exp !== 'number' || typeof iat !== 'number') throw new Error('The access token has no times.');
  return (exp - iat) * 1000;
}

export function readSession(surface: Surface): StoredSession | null {
  return parseSession(localStorage.getItem(storageKey(surface)));
}

export function writeSession(surface: Surface, session: StoredSession | null): void {
  if (session) localStorage.setItem(storageKey(surface), JSON.stringify(session));
  else localStorage.removeItem(storageKey(surface));
}
