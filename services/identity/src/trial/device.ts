import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters } from 'jose';

type Claims = { jti?: string; htm?: string; htu?: string; iat?: number };

/** A browser's key and its proofs, as RFC 9449 has them. */
export async function makeDevice(alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = await exportJWK(publicKey);

  const proof = (path: string, claims: Claims = {}, header: Partial<JWTHeaderParameters> = {}) =>
    new SignJWT({
      jti: randomUUID(),
      htm: 'POST',
      htu: `https://hongxin.example${path}`,
      iat: Math.floor(Date.now() / 1000),
      ...claims,
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk, ...header })
      .sign(privateKey);

  return {
    jwk,
    thumbprint: await calculateJwkThumbprint(jwk, 'sha256'),
    proof,
    /** The header for one POST to this path. */
    headers: async (path: string) => ({ dpop: await proof(path) }),
  };
}
