import { newId } from '@hongxin/kit/ids';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { ApiClientDocument, PublicJwk } from '../client/documents.ts';
import type { Trial } from './trial.ts';

export const AUDIENCE = 'https://red.example/oauth/token';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const edKeys = await generateKeyPair('EdDSA', { extractable: true });
const ecKeys = await generateKeyPair('ES256', { extractable: true });
export const edJwk = { ...(await exportJWK(edKeys.publicKey)), kid: 'ed' } as PublicJwk;
export const ecJwk = { ...(await exportJWK(ecKeys.publicKey)), kid: 'ec' } as PublicJwk;

/** Another system, straight into the database. */
export async function registerClient(at: Trial, more: Partial<ApiClientDocument> = {}): Promise<string> {
  const client: ApiClientDocument = {
    _id: newId(),
    name: '交通运行监测平台',
    purpose: '统计示范点周边客流，安排接驳车辆',
    agreementNumber: '富数协〔2026〕18 号',
    agreementEndsOn: '2099-12-31',
    contact: '区交通运输局信息中心',
    scopes: ['ACTIVITIES_READ', 'MEMBERS_READ'],
    organizationId: newId(),
    orgPath: '/district/',
    jwksUrl: null,
    jwks: [edJwk, ecJwk],
    requestsPerMinute: 600,
    costPerDay: 1_000_000,
    allowedOperations: [],
    devSecretHash: null,
    registeredAt: new Date(),
    registeredBy: newId(),
    registeredAs: 'a test',
    revokedAt: null,
    ...more,
  };
  await at.collections.apiClients.insertMany([client]);
  return client._id;
}

export const seconds = () => Math.floor(Date.now() / 1000);
export const claimsOf = (id: string): JWTPayload => ({
  iss: id,
  sub: id,
  aud: AUDIENCE,
  jti: newId(),
  exp: seconds() + 60,
});

export const sign = (
  claims: JWTPayload,
  header: { alg: string; kid?: string } = { alg: 'EdDSA', kid: 'ed' },
) =>
  new SignJWT(claims)
    .setProtectedHeader(header)
    .sign(header.alg === 'ES256' ? ecKeys.privateKey : edKeys.privateKey);

export const sendForm = (at: Trial, fields: Record<string, string>) =>
  fetch(`${at.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) });

type Answer = Record<'access_token' | 'scope' | 'error' | 'error_description', string | undefined>;

export async function askToken(at: Trial, assertion: string, more: Record<string, string> = {}) {
  const fields = {
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    ...more,
  };
  const response = await sendForm(at, fields);
  return { status: response.status, ...((await response.json()) as Answer) };
}
