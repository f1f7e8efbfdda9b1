import type { IncomingMessage } from 'node:http';

/**
 * Whether a browser's page may open a socket here: pages of this very address, and of those that are named. Programs send
 * no Origin; what they may is a matter of their token.
 */
export function isAllowedOrigin(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
