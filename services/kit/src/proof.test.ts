import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CLAIMS_HEADER, createProver, createVerifier, PROOF_HEADER } from './proof.ts';
import type { Viewer } from './viewer.ts';

const keys = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'jwk' }) as Record<string, unknown>,
    privateKey: privateKey.export({ format: 'jwk' }) as Record<string, unknown>,
  };
};
const [gateway, members, stranger] = [keys(), keys(), keys()];
const secret = Buffer.alloc(32, 3);
let clock = 1_800_000_000_000;
const now = () => clock;
const trust = { gateway: gateway.publicKey, members: members.publicKey };
const prover = (issuer: string, key = gateway, with_ = secret) =>
  createProver({ issuer, privateKey: key.privateKey, secret: with_, now });
const verify = createVerifier({ audience: 'activities', trust, secret, now });
const member: Viewer = {
  sub: 'm1',
  kind: 'MEMBER',
  roles: [{ role: 'MEMBER', orgPath: '/d/b/' }],
  scopes: [],
};
const service = (name: string): Viewer => ({ sub: name, kind: 'SERVICE', roles: [], scopes: [] });
const send = (headers: Record<string, string>, body = '{}') =>
  verify({ claims: headers[CLAIMS_HEADER] ?? '', proof: headers[PROOF_HEADER] ?? '' }, body);

describe('proving the caller inside the mesh', () => {
  it('gives the viewer that the gateway vouched for', () => {
    expect(send(prover('gateway').headers(member, 'activities', '{}'))).toMatchObject({
      ok: true,
      viewer: { sub: 'm1', kind: 'MEMBER' },
    });
  });

  it('lets an anonymous caller through as nobody', () => {
    expect(send(prover('gateway').headers(null, 'activities', '{}'))).toEqual({ ok: true, viewer: null });
  });

  it('lets a service speak for itself', () => {
    expect(send(prover('members', members).headers(service('members'), 'activities', '{}'))).toMatchObject({
      ok: true,
      viewer: { kind: 'SERVICE' },
    });
  });

  it.each([
    ['nothing at all', () => send({})],
    ['another body', () => send(prover('gateway').headers(member, 'activities', '{}'), '{"query":"x"}')],
    ['another audience', () => send(prover('gateway').headers(member, 'funding', '{}'))],
    [
      'another mesh secret',
      () => send(prover('gateway', gateway, Buffer.alloc(32, 4)).headers(member, 'activities', '{}')),
    ],
    [
      'a key that is not trusted',
      () => send(prover('gateway', stranger).headers(member, 'activities', '{}')),
    ],
    ['an unknown issuer', () => send(prover('nobody', stranger).headers(member, 'activities', '{}'))],
    [
      'a service that speaks for a member',
      () => send(prover('members', members).headers(member, 'activities', '{}')),
    ],
    [
      'a service that speaks for another',
      () => send(prover('members', members).headers(service('identity'), 'activities', '{}')),
    ],
    [
      'the gateway posing as another service',
      () => send(prover('gateway').headers(service('members'), 'activities', '{}')),
    ],
    [
      'claims without their proof',
      () =>
        send({ [CLAIMS_HEADER]: prover('gateway').headers(member, 'activities', '{}')[CLAIMS_HEADER] ?? '' }),
    ],
    [
      'claims that were raised',
      () => {
        const headers = prover('gateway').headers(member, 'activities', '{}');
        const [issuer, , signature] = (headers[CLAIMS_HEADER] ?? '').split('.');
        const raised = Buffer.from(
          JSON.stringify({ ...member, kind: 'STAFF', aud: 'activities', exp: 9e9 }),
        ).toString('base64url');
        return send({ ...headers, [CLAIMS_HEADER]: `${issuer}.${raised}.${signature}` });
      },
    ],
  ])('refuses %s', (_, attempt) => {
    expect(attempt()).toMatchObject({ ok: false });
  });

  it('lets the gateway speak for itself as a service', () => {
    expect(send(prover('gateway').headers(service('gateway'), 'activities', '{}'))).toMatchObject({
      ok: true,
    });
  });

  it('refuses a request that is sent again, at once or later, and takes an equal one that was made anew', () => {
    const one = prover('gateway');
    const made = one.headers(member, 'activities', '{}');
    expect(send(made).ok).toBe(true);
    expect(send(made)).toMatchObject({ ok: false, why: 'proof was used before' });
    expect(send(one.headers(member, 'activities', '{}')).ok).toBe(true);
    clock += 20_000;
    expect(send(made)).toMatchObject({ ok: false, why: 'proof was used before' });
    clock -= 20_000;
    const late = one.headers(member, 'activities', '{}');
    clock += 31_000;
    expect(send(late)).toMatchObject({ ok: false, why: 'proof out of time' });
    clock -= 31_000;
  });

  it('reuses claims for half a minute only', () => {
    const one = prover('gateway');
    const first = one.headers(member, 'activities', '{}')[CLAIMS_HEADER];
    expect(one.headers(member, 'activities', '{}')[CLAIMS_HEADER]).toBe(first);
    clock += 31_000;
    expect(one.headers(member, 'activities', '{}')[CLAIMS_HEADER]).not.toBe(first);
  });
});
