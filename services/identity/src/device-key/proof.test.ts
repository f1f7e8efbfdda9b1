import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeDevice } from '../trial/device.ts';
import { readProof } from './proof.ts';

const path = '/auth/token';
const now = new Date('2026-11-23T08:00:00Z');
const seconds = now.getTime() / 1000;
const device = await makeDevice();
const other = await makeDevice();
const read = (proof: string, shown: Partial<Parameters<typeof readProof>[0]> = {}) =>
  readProof({ proof, method: 'POST', path, now, ...shown });
const proofWith = (
  claims: Parameters<typeof device.proof>[1] = {},
  header: Parameters<typeof device.proof>[2] = {},
) => device.proof(path, { iat: seconds, ...claims }, header);

/** Another header and payload under the same signature. */
function changed(jwt: string, part: 0 | 1, change: Record<string, unknown>): string {
  const parts = jwt.split('.');
  const value = JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()) as object;
  parts[part] = Buffer.from(JSON.stringify({ ...value, ...change })).toString('base64url');
  return parts.join('.');
}

describe('a proof of a key', () => {
  it('names the key by its thumbprint', async () => {
    const proof = await read(await proofWith({ jti: 'a-proof-of-its-own' }));
    expect(proof).toEqual({ thumbprint: device.thumbprint, jti: 'a-proof-of-its-own', issuedAt: now });
  });

  it.each([
    [-90, true],
    [-91, false],
    [30, true],
    [31, false],
    [-3_600, false],
    [3_600, false],
  ])('made %i s from now: accepted %s', async (offset, accepted) => {
    expect((await read(await proofWith({ iat: seconds + offset }))) !== null).toBe(accepted);
  });

  it('does not compare hosts, nor the query', async () => {
    for (const htu of ['http://192.168.1.20:4000/auth/token', 'https://a.example/auth/token?x=1'])
      expect(await read(await proofWith({ htu }))).not.toBeNull();
  });

  it.each([
    ['for another path', { htu: 'https://hongxin.example/auth/sign-out' }, {}],
    ['for a longer path', { htu: 'https://hongxin.example/auth/token/' }, {}],
    ['for no address', { htu: '/auth/token' }, {}],
    ['for a GET', { htm: 'GET' }, {}],
    ['with a short jti', { jti: 'x' }, {}],
    ['of another kind of token', {}, { typ: 'JWT' }],
    ['with the key of someone else', {}, { jwk: other.jwk }],
  ] as const)('is refused %s', async (_name, claims, header) => {
    expect(await read(await proofWith(claims, header))).toBeNull();
  });

  it('is refused when it is changed, unsigned or no JWT', async () => {
    const good = await proofWith();
    const none = `${changed(good, 0, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`;
    const hmac = changed(good, 0, { alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } });
    const later = changed(good, 1, { iat: seconds + 1 });
    for (const text of [none, hmac, later, '', 'a.b.c', `${good}, ${good}`, 'x'.repeat(3_000)])
      expect(await read(text)).toBeNull();
    expect(await read(good)).not.toBeNull();
  });

  it('is refused with a private key in it, a broken key or another algorithm', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    for (const jwk of [
      await exportJWK(privateKey),
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
      null,
      'key',
    ])
      expect(await read(await proofWith({}, { jwk: jwk as never }))).toBeNull();
    const edwards = await makeDevice('EdDSA');
    expect(await read(await edwards.proof(path, { iat: seconds }))).toBeNull();
  });
});
