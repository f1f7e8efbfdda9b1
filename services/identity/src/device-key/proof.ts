import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';

/** So old a proof may be, and so far a device's clock may be ahead of ours or, besides that, behind it. */
const LIFE_SECONDS = 60;
const SKEW_SECONDS = 30;

/** From the moment it was made a proof is good for no longer than this. */
export const PROOF_LIFE_MS = (LIFE_SECONDS + SKEW_SECONDS) * 1000;

const MAX_LENGTH = 2_000;

/** A proof of possession whose signature and time are right; whether it was shown before is not known here. */
export type DeviceProof = {
  /** Of the key, after RFC 7638. */
  readonly thumbprint: string;
  readonly jti: string;
  readonly issuedAt: Date;
};

export type Shown = {
  /** The header as it came (RFC 9449 §4.1). */
  readonly proof: string;
  readonly method: string;
  /** Our path of the request. Hosts are not compared: behind the gateway and its proxies this one goes by many names. */
  readonly path: string;
  readonly now: Date;
};

/** Null for a proof that proves nothing here. */
export async function readProof({ proof, method, path, now }: Shown): Promise<DeviceProof | null> {
  if (proof.length > MAX_LENGTH) return null;
  const options = { algorithms: ['ES256'], typ: 'dpop+jwt', currentDate: now };
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    const { htm, htu, iat, jti } = payload;
    if (typeof iat !== 'number' || typeof jti !== 'string' || !/^[\w.~-]{16,100}$/.test(jti)) return null;
    const ageSeconds = now.getTime() / 1000 - iat;
    if (ageSeconds > LIFE_SECONDS + SKEW_SECONDS || ageSeconds < -SKEW_SECONDS) return null;
    if (htm !== method || pathOf(htu) !== path || !protectedHeader.jwk) return null;
    const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk, 'sha256');
    return { thumbprint, jti, issuedAt: new Date(iat * 1000) };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
      return null; // not a JWT, or its key is none
    throw error;
  }
}

const pathOf = (htu: unknown): string | null =>
  typeof htu === 'string' && URL.canParse(htu) ? new URL(htu).pathname : null;
