import { unavailable } from '@hongxin/kit/errors';
import type { Viewer } from '@hongxin/kit/viewer';
import { importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Revocations } from './revocations.ts';

/** A caller whose access token was verified, until when it holds. */
export type Caller = { readonly viewer: Viewer; readonly expiresAt: number };

const claims = z.object({
  sub: z.string().min(1),
  kind: z.enum(['MEMBER', 'STAFF', 'SCREEN', 'CLIENT']),
  roles: z.array(z.object({ role: z.string(), orgPath: z.string() })).default([]),
  scopes: z.array(z.string()).default([]),
  sid: z.string().optional(),
  /** Until when a second factor given anew holds, in seconds. */
  su: z.number().optional(),
  /** Bound to a key of the caller's device. */
  dk: z.literal(true).optional(),
  exp: z.number(),
});

/**
 * Verifies identity's access tokens. Null for one that is forged, expired, for someone else or of an ended session. Throws
 * SERVICE_UNAVAILABLE as long as it is not known which sessions have ended.
 */
export async function createCallerReader(
  publicKey: Record<string, unknown>,
  revocations: Pick<Revocations, 'hasEnded' | 'isKnown'>,
): Promise<(token: string) => Promise<Caller | null>> {
  const key = await importJWK(publicKey, 'EdDSA');
  return async (token) => {
    if (!revocations.isKnown()) throw unavailable('系统刚刚启动，正在核对登录状态。请稍后再试。', 2);
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['EdDSA'],
        issuer: 'hongxin-identity',
        audience: 'hongxin',
        clockTolerance: 5,
      });
      const { exp, sid: session, su: steppedUpUntil, dk: isBound, ...who } = claims.parse(payload);
      if (revocations.hasEnded(session)) return null;
      return { viewer: { ...who, session, steppedUpUntil, isBound }, expiresAt: exp * 1000 };
    } catch {
      return null; // whatever is wrong with it, the caller is nobody
    }
  };
}

export const bearer = (header: string | null | undefined): string | null =>
  /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? null;
