import { describe, expect, it } from 'vitest';
import { makeDeviceKey, proofOf } from './device-proof.ts';

const url = 'https://hongxin.example/auth/token';
const partOf = (proof: string, at: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(proof.split('.')[at]), 'base64url').toString()) as Record<string, unknown>;

describe('a device key', () => {
  it('cannot be read out', async () => {
    const { privateKey } = await makeDeviceKey();
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
  });
});

describe('a proof', () => {
  it('names the request and the time, and shows the public half only', async () => {
    const proof = await proofOf(await makeDeviceKey(), { url, at: 1_763_900_000_999 });
    expect(partOf(proof, 0)).toEqual({
      typ: 'dpop+jwt',
      alg: 'ES256',
      jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    });
    expect(partOf(proof, 1)).toEqual({
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      htm: 'POST',
      htu: url,
      iat: 1_763_900_000,
    });
  });

  it('is signed by the key that it shows', async () => {
    const key = await makeDeviceKey();
    const proof = await proofOf(key, { url, at: Date.now() });
    const jwk = partOf(proof, 0)['jwk'] as JsonWebKey;
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const shown = await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
    const [header = '', claims = '', signature = ''] = proof.split('.');
    const isSigned = (text: string) =>
      crypto.subtle.verify(
        algorithm,
        shown,
        Buffer.from(signature, 'base64url'),
        new TextEncoder().encode(text),
      );
    expect(await isSigned(`${header}.${claims}`)).toBe(true);
    expect(await isSigned(`${header}.${claims}x`)).toBe(false);
  });

  it('is another each time', async () => {
    const key = await makeDeviceKey();
    const proofs = await Promise.all([1, 2, 3].map(() => proofOf(key, { url, at: 0 })));
    expect(new Set(proofs.map((proof) => partOf(proof, 1)['jti'])).size).toBe(3);
  });
});
