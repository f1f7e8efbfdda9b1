import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@hongxin/kit/ids';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askToken,
  AUDIENCE,
  claimsOf,
  ecJwk,
  edJwk,
  registerClient,
  seconds,
  sendForm,
  sign,
} from '../trial/api-client.ts';
import { startTrial, type Trial } from '../trial/trial.ts';
import type { ApiClientDocument } from './documents.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const register = (more?: Partial<ApiClientDocument>) => registerClient(trial, more);
const ask = (assertion: string, more?: Record<string, string>) => askToken(trial, assertion, more);
const without = (claims: JWTPayload, name: string): JWTPayload => ({ ...claims, [name]: undefined });

describe('a token for another system', () => {
  it.each(['EdDSA', 'ES256'])('is given for an assertion by %s', async (alg) => {
    const id = await register();
    const answer = await ask(await sign(claimsOf(id), { alg, kid: alg === 'EdDSA' ? 'ed' : 'ec' }));
    expect(answer).toMatchObject({
      status: 200,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'activities:read members:read',
    });
    const claims = decodeJwt(answer.access_token ?? '');
    expect(claims).toMatchObject({
      sub: id,
      kind: 'CLIENT',
      roles: [{ role: 'CLIENT', orgPath: '/district/' }],
      scopes: ['activities:read', 'members:read'],
    });
    expect(claims).not.toHaveProperty('sid');
    expect((claims.exp as number) - (claims.iat as number)).toBe(300);
  });

  it('has fewer scopes when it asks for fewer, and none that it may not have', async () => {
    const id = await register();
    const granted = await ask(await sign(claimsOf(id)), { scope: 'activities:read' });
    expect(granted.scope).toBe('activities:read');
    const refused = await ask(await sign(claimsOf(id)), { scope: 'activities:read funding:read' });
    expect(refused).toMatchObject({ status: 400, error: 'invalid_scope' });
  });

  it('is told of in the audit', async () => {
    const id = await register();
    await ask(await sign(claimsOf(id)));
    const row = await trial.connection.collection('outbox').findOne({ 'data.target.id': id });
    expect(row).toMatchObject({
      actor: { kind: 'CLIENT', sub: id },
      data: { action: 'TOKEN_GRANTED', outcome: 'DONE' },
    });
  });
});

describe('an assertion', () => {
  it('works once, also when it is sent twice at the same time', async () => {
    const id = await register();
    const assertion = await sign(claimsOf(id));
    const answers = await Promise.all([ask(assertion), ask(assertion)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await ask(assertion)).toMatchObject({
      error: 'invalid_client',
      error_description: 'jti was used before.',
    });
  });

  it.each<[string, (claims: JWTPayload) => JWTPayload]>([
    ['has expired', (claims) => ({ ...claims, exp: seconds() - 61 })],
    ['is an hour late', (claims) => ({ ...claims, exp: seconds() - 3_600 })],
    ['would hold for an hour', (claims) => ({ ...claims, exp: seconds() + 3_600 })],
    ['was made in an hour', (claims) => ({ ...claims, iat: seconds() + 3_600 })],
    ['begins in an hour', (claims) => ({ ...claims, nbf: seconds() + 3_600 })],
    ['is for another service', (claims) => ({ ...claims, aud: 'https://red.example/other/token' })],
    ['is for nobody', (claims) => without(claims, 'aud')],
    ['has no jti', (claims) => without(claims, 'jti')],
    ['has no end', (claims) => without(claims, 'exp')],
    ['speaks of another subject', (claims) => ({ ...claims, sub: newId() })],
    ['comes from another issuer', (claims) => ({ ...claims, iss: newId() })],
  ])('that %s is refused', async (_, change) => {
    const id = await register();
    expect(await ask(await sign(change(claimsOf(id))))).toMatchObject({
      status: 401,
      error: 'invalid_client',
    });
  });

  it('may be 30 s late or early', async () => {
    const id = await register();
    expect((await ask(await sign({ ...claimsOf(id), exp: seconds() - 30 }))).status).toBe(200);
    expect((await ask(await sign({ ...claimsOf(id), iat: seconds() + 30 }))).status).toBe(200);
  });

  it('without a signature, or signed with the public key as a secret, is refused', async () => {
    const id = await register();
    const unsecured = new UnsecuredJWT(claimsOf(id)).encode();
    expect((await ask(unsecured)).status).toBe(401);
    const secret = new TextEncoder().encode(JSON.stringify(edJwk).padEnd(64));
    const byHmac = await new SignJWT(claimsOf(id))
      .setProtectedHeader({ alg: 'HS256', kid: 'ed' })
      .sign(secret);
    expect((await ask(byHmac)).status).toBe(401);
  });

  it('that names another key than it was signed with is refused', async () => {
    const id = await register();
    expect((await ask(await sign(claimsOf(id), { alg: 'EdDSA', kid: 'ec' }))).status).toBe(401);
    expect((await ask(await sign(claimsOf(id), { alg: 'EdDSA', kid: 'unknown' }))).status).toBe(401);
    const other = await generateKeyPair('EdDSA');
    const header = { alg: 'EdDSA', kid: 'ed', jwk: await exportJWK(other.publicKey) };
    const brought = await new SignJWT(claimsOf(id)).setProtectedHeader(header).sign(other.privateKey);
    expect((await ask(brought)).status).toBe(401);
  });

  it('of a system that is unknown, revoked or past its agreement is refused', async () => {
    const ids = [
      newId(),
      await register({ revokedAt: new Date() }),
      await register({ agreementEndsOn: '2020-01-01' }),
    ];
    for (const id of ids) expect((await ask(await sign(claimsOf(id)))).status).toBe(401);
  });

  it('that is no token at all is refused', async () => {
    for (const text of ['x', 'a.b.c', '{"$gt":""}', `${'a'.repeat(9_000)}`])
      expect(await ask(text)).toMatchObject({ status: 401, error: 'invalid_client' });
  });
});

describe('where the address is known', () => {
  it('an assertion for another one is refused, whatever its path', async () => {
    await using known = await startTrial({ PUBLIC_ORIGIN: 'https://red.example' });
    const id = await registerClient(known);
    const to = async (aud: string) => (await askToken(known, await sign({ ...claimsOf(id), aud }))).status;
    expect(await to(AUDIENCE)).toBe(200);
    expect(await to('https://red.example')).toBe(200);
    expect(await to('https://other.example/oauth/token')).toBe(401);
  }, 60_000);
});

describe('keys of a system’s own address', () => {
  it('are fetched once, and a new key is not looked for within the cooldown', async () => {
    let [keys, asked] = [[edJwk], 0];
    const server = createServer((_, response) => {
      asked++;
      response.end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const id = await register({
      jwks: [],
      jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    });
    for (let i = 0; i < 3; i++) expect((await ask(await sign(claimsOf(id)))).status).toBe(200);
    expect(asked).toBe(1);
    keys = [ecJwk]; // whoever names it causes no second question
    expect((await ask(await sign(claimsOf(id), { alg: 'ES256', kid: 'ec' }))).status).toBe(401);
    expect(asked).toBe(1);
    server.close();
  });

  it('that do not answer are told so', async () => {
    const id = await register({ jwks: [], jwksUrl: 'http://127.0.0.1:9/jwks' });
    const answer = await ask(await sign(claimsOf(id)));
    expect(answer).toMatchObject({ status: 401, error_description: expect.stringContaining('jwksUrl') });
  });
});

describe('the endpoint', () => {
  it('takes forms only, and one method', async () => {
    const url = `${trial.url}/oauth/token`;
    const headers = { 'content-type': 'application/json' };
    const json = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect([json.status, await json.json()]).toMatchObject([400, { error: 'invalid_request' }]);
    const got = await fetch(url);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    const large = await sendForm(trial, { client_assertion: 'x'.repeat(20_000) });
    expect([large.status, await large.json()]).toMatchObject([413, { error: 'invalid_request' }]);
  });

  it('is found by its metadata', async () => {
    const response = await fetch(`${trial.url}/.well-known/oauth-authorization-server`, {
      headers: { 'x-forwarded-host': 'red.example', 'x-forwarded-proto': 'https' },
    });
    expect(await response.json()).toMatchObject({
      issuer: 'https://red.example',
      token_endpoint: AUDIENCE,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_post'],
      token_endpoint_auth_signing_alg_values_supported: ['EdDSA', 'ES256'],
    });
  });
});
