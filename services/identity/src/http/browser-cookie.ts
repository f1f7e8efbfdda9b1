const NAME = 'hongxin_redirect';

/** A browser that leaves for another house's sign-in has so long to come back and finish. */
export const COOKIE_SECONDS = 900;

/**
 * Marks the browser that left for another house's sign-in. What comes back in an address (a state, a handover code, a
 * ticket to bind with) works in that browser alone: nobody can be lured into finishing a stranger's sign-in.
 * `Lax`: the way back is a link from the other house, with which `Strict` would send no cookie.
 */
export function browserCookie(secret: string, origin: string): string {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${NAME}=${secret}; Path=/auth; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

export function readBrowser(cookies: string | undefined): string | null {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([name]) => name === NAME)?.[1] ?? '';
  return /^[\w-]{43}$/.test(value) ? value : null;
}
