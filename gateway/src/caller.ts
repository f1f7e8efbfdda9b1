import type { Viewer } from '@hongxin/kit/viewer';
import { importJWK, jwtVerify } from 'jose';
import { z } from 'zod';

/** A caller whose access token was verified, until when it holds. */
export type Caller = { readonly viewer: Viewer; readonly expiresAt: number };

const claims = z.object({
  sub: z.string().min(1),
  kind: z.enum(['MEMBER', 'STAFF', 'SCREEN', 'CLIENT']),
  roles: z.array(z.object({ role: z.string(), orgPath: z.string() })).default([]),
  scopes: z.array(z.string()).default([]),
  exp: z.number(),
});

/** Verifies identity's access tokens. Null for one that is forged, expired or for someone else. */
export async function createCallerReader(
  publicKey: Record<string, unknown>,
): Promise<(token: string) => Promise<Caller | null>> {
  const key = await importJWK(publicKey, 'EdDSA');
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['EdDSA'],
        issuer: 'hongxin-identity',
        audience: 'hongxin',
        clockTolerance: 5,
      });
      const { exp, ...viewer } = claims.parse(payload);
      return { viewer, expiresAt: exp * 1000 };
    } catch {
      return null; // whatever is wrong with it, the caller is nobody
    }
  };
}

export const bearer = (header: string | null | undefined): string | null =>
  /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? null;
