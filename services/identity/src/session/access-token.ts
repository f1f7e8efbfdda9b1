import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { SessionDocument, SessionKind } from '../collections.ts';
import type { Authority } from './authority.ts';
import { accessEnd } from './session.ts';

export const ISSUER = 'hongxin-identity';
export const AUDIENCE = 'hongxin';

export type SignAccess = (
  session: Pick<SessionDocument, 'sub' | 'absoluteUntil' | 'steppedUpUntil' | 'keyThumbprint'> & {
    /** Null for another system: it has keys and no session. */
    readonly _id: string | null;
    readonly kind: SessionKind | 'CLIENT';
  },
  authority: Authority,
  now: Date,
) => Promise<{ accessToken: string; expiresAt: Date }>;

/** Signs what the gateway believes of a caller for five minutes without asking anyone. */
export function createAccessSigner(jwk: Record<string, unknown>): SignAccess {
  const key = createPrivateKey({ key: jwk as never, format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('ACCESS_PRIVATE_KEY must be an Ed25519 key');
  return async ({ _id: sid, kind, sub, absoluteUntil, steppedUpUntil, keyThumbprint }, authority, now) => {
    const { roles, scopes, purpose } = authority;
    const su = steppedUpUntil && steppedUpUntil > now ? Math.floor(steppedUpUntil.getTime() / 1000) : null;
    const expiresAt = accessEnd(absoluteUntil, now);
    const claims = {
      kind,
      roles,
      scopes,
      ...(sid && { sid }),
      ...(su && { su }),
      ...(keyThumbprint && { dk: true }),
      ...(purpose && { purpose }),
    };
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(sub)
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(key);
    return { accessToken, expiresAt };
  };
}
