import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPublicKeys } from './public-keys.ts';

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' }) as Record<string, unknown>;
const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const text = (...keys: unknown[]) => JSON.stringify({ keys });
const good = { ...jwkOf(ed25519.publicKey), kid: 'a' };

describe('public keys of a system', () => {
  it('are Ed25519 and P-256, and nothing of them besides what verifies', () =>
    expect(
      readPublicKeys(
        text({ ...good, use: 'sig', alg: 'EdDSA', note: 'x' }, { ...jwkOf(p256.publicKey), kid: 'b' }),
      ),
    ).toEqual([
      { kty: 'OKP', crv: 'Ed25519', kid: 'a', x: expect.any(String) },
      { kty: 'EC', crv: 'P-256', kid: 'b', x: expect.any(String), y: expect.any(String) },
    ]));

  it.each([
    ['no JSON', '{', 'JWKS'],
    ['null', 'null', 'JWKS'],
    ['a key alone', JSON.stringify(good), 'JWKS'],
    ['no key', text(), '1–10'],
    ['eleven keys', text(...Array.from({ length: 11 }, (_, i) => ({ ...good, kid: `k${i}` }))), '1–10'],
    ['a private key', text({ ...jwkOf(ed25519.privateKey), kid: 'a' }), '私钥'],
    ['a secret', text({ kty: 'oct', k: 'c2VjcmV0', kid: 'a' }), '私钥'],
    ['RSA', text({ ...jwkOf(rsa.publicKey), kid: 'a' }), 'Ed25519'],
    ['P-384', text({ ...jwkOf(p384.publicKey), kid: 'a' }), 'P-256'],
    ['X25519', text({ ...good, crv: 'X25519' }), 'Ed25519'],
    ['a key for encryption', text({ ...good, use: 'enc' }), 'use'],
    ['no kid', text({ ...good, kid: undefined }), 'kid'],
    ['a kid that is a query', text({ ...good, kid: { $gt: '' } }), 'kid'],
    ['one kid twice', text(good, good), '重复'],
    ['a number as key', text(5), 'kid'],
  ])('%s is refused', (_, given, word) => expect(readPublicKeys(given)).toContain(word));
});
