import { createHmac, createPrivateKey, sign } from 'node:crypto';

type Jwk = Record<string, unknown>;

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes tokens as an attacker (or identity) would: any header, any claims, any key. */
export function forgeToken(
  claims: Record<string, unknown>,
  { key, header = {}, hmac }: { key?: Jwk; header?: Record<string, unknown>; hmac?: string | Buffer },
): string {
  const body = `${part({ alg: 'EdDSA', typ: 'JWT', ...header })}.${part(claims)}`;
  if (hmac !== undefined) return `${body}.${createHmac('sha256', hmac).update(body).digest('base64url')}`;
  if (!key) return `${body}.`;
  const signature = sign(null, Buffer.from(body), createPrivateKey({ key: key as never, format: 'jwk' }));
  return `${body}.${signature.toString('base64url')}`;
}

const now = () => Math.floor(Date.now() / 1000);

/** What identity would say of a district official. */
export const officialClaims = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  iss: 'hongxin-identity',
  aud: 'hongxin',
  sub: '0198c0de-0000-7000-8000-000000000001',
  kind: 'STAFF',
  roles: [{ role: 'DISTRICT', orgPath: '/' }],
  scopes: [],
  iat: now(),
  exp: now() + 300,
  ...more,
});
