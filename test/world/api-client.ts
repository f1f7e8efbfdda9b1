import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { WorldClient } from './client.ts';
import { forgeToken } from './forge.ts';

type Jwk = Record<string, unknown>;

/** Another district system as it stands registered, with the key that only it has. */
export type ApiClient = { readonly id: string; readonly key: Jwk };

export const REGISTER = `mutation($input: RegisterApiClientInput!) {
  registerApiClient(input: $input) { id name scopes orgPath keyIds requestsPerMinute allowedOperations revokedAt }
}`;

export const UPDATE = `mutation($input: UpdateApiClientInput!) {
  updateApiClient(input: $input) { id requestsPerMinute costPerDay allowedOperations }
}`;

export const REVOKE = `mutation($input: RevokeApiClientInput!) { revokeApiClient(input: $input) { id revokedAt } }`;

export function newKey(kid = 'key-1'): { privateJwk: Jwk; jwks: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
    jwks: JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid }] }),
  };
}

/** What the security administrator types in; parts can be replaced. */
export const registration = (organizationId: string, jwks: string, more: object = {}) => ({
  id: v7(),
  name: `交通运行监测平台 ${randomUUID().slice(0, 8)}`,
  purpose: '统计示范点周边客流，安排接驳车辆',
  agreementNumber: '富数协〔2026〕18 号',
  agreementEndsOn: '2099-12-31',
  contact: '区交通运输局信息中心',
  scopes: ['ACTIVITIES_READ'],
  organizationId,
  jwks,
  ...more,
});

export async function registerSystem(
  admin: WorldClient,
  organizationId: string,
  more: object = {},
): Promise<ApiClient> {
  const { privateJwk, jwks } = newKey();
  const input = registration(organizationId, jwks, more);
  await admin.get(REGISTER, { input });
  return { id: input.id, key: privateJwk };
}

type TokenAnswer = { status: number; access_token?: string; error?: string; error_description?: string };

const seconds = () => Math.floor(Date.now() / 1000);

/** private_key_jwt; claims and header can be replaced, also by wrong ones. */
export function assertionOf(
  web: string,
  { id, key }: ApiClient,
  wrong: { claims?: object; header?: Record<string, unknown>; key?: Jwk | null } = {},
): string {
  const claims = { iss: id, sub: id, aud: `${web}/oauth/token`, jti: randomUUID(), exp: seconds() + 60 };
  const header = { kid: key['kid'], ...wrong.header };
  const signing = wrong.key === null ? {} : { key: wrong.key ?? key };
  return forgeToken({ ...claims, ...wrong.claims }, { header, ...signing });
}

export async function askToken(web: string, assertion: string, scope?: string): Promise<TokenAnswer> {
  const response = await fetch(`${web}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...(scope && { scope }),
    }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

/** The token, or the test fails. */
export async function tokenOf(web: string, client: ApiClient, scope?: string): Promise<string> {
  const answer = await askToken(web, assertionOf(web, client), scope);
  if (!answer.access_token) throw new Error(`no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}
