import type { Answer } from '../http/route.ts';
import type { Refused } from '../refusals.ts';
import { everyWireScope } from './scopes.ts';

/** The codes of RFC 6749 §5.2 that client credentials can meet, and §4.1.2.1's for a server in trouble. */
export type OauthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'server_error'
  | 'temporarily_unavailable';

/** Descriptions are for whoever writes the other system; the RFC allows ASCII only. */
export type OauthRefusal = { readonly error: OauthError; readonly description: string };

export const oauthRefusal = (error: OauthError, description: string): OauthRefusal => ({
  error,
  description,
});

export const TOKEN_PATH = '/oauth/token';
export const METADATA_PATH = '/.well-known/oauth-authorization-server';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a system proves itself with. */
export type Credential =
  | { readonly assertion: string; readonly clientId: string | null }
  | { readonly clientId: string; readonly secret: string };

export type TokenRequest = { readonly credential: Credential; readonly scope: string | null };

/** Reads a token request: no parameter twice (§3.2), one kind of credential (§2.3). */
export function readTokenRequest(form: URLSearchParams): TokenRequest | OauthRefusal {
  const names = [...form.keys()];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) return oauthRefusal('invalid_request', 'A parameter is given twice.');
  const given = (name: string) => form.get(name) || null;
  const grant = given('grant_type');
  if (!grant) return oauthRefusal('invalid_request', 'grant_type is missing.');
  if (grant !== 'client_credentials')
    return oauthRefusal('unsupported_grant_type', 'Only client_credentials is supported.');
  const credential = readCredential(given);
  return 'error' in credential ? credential : { credential, scope: given('scope') };
}

function readCredential(given: (name: string) => string | null): Credential | OauthRefusal {
  const [clientId, secret] = [given('client_id'), given('client_secret')];
  const [assertion, type] = [given('client_assertion'), given('client_assertion_type')];
  if (secret && assertion) return oauthRefusal('invalid_request', 'Two kinds of credentials are given.');
  if (secret && clientId) return { clientId, secret };
  if (!assertion) return oauthRefusal('invalid_client', 'client_assertion is missing.');
  if (type !== ASSERTION_TYPE)
    return oauthRefusal('invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}.`);
  return { assertion, clientId };
}

export const tellOauth = ({ error, description }: OauthRefusal): Answer => ({
  status: error === 'invalid_client' ? 401 : 400,
  body: { error, error_description: description },
});

/** What this house refuses by itself, in OAuth's words. */
export function tellRefused({ refused, retryAfterSeconds }: Refused): Answer {
  const [status, error, description] = IN_OAUTH[refused] ?? OTHERWISE;
  return { status, body: { error, error_description: description }, retryAfterSeconds };
}

type Told = readonly [status: number, error: OauthError, description: string];

const OTHERWISE: Told = [500, 'server_error', 'Something went wrong here. Try again later.'];
const IN_OAUTH: Partial<Record<Refused['refused'], Told>> = {
  UNSUPPORTED_MEDIA_TYPE: [400, 'invalid_request', 'The body must be application/x-www-form-urlencoded.'],
  BAD_USER_INPUT: [400, 'invalid_request', 'The body is not complete.'],
  BODY_TOO_LARGE: [413, 'invalid_request', 'The body is over 16 KB.'],
  METHOD_NOT_ALLOWED: [405, 'invalid_request', 'Only POST is supported.'],
  RATE_LIMITED: [429, 'temporarily_unavailable', 'Too many requests from this address.'],
  UNAVAILABLE: [503, 'temporarily_unavailable', 'Try again later.'],
};

/** RFC 8414: what a library needs to find its way by the gateway's address alone. */
export const metadataOf = (origin: string, isProduction: boolean): Record<string, unknown> => ({
  issuer: origin,
  token_endpoint: `${origin}${TOKEN_PATH}`,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['private_key_jwt', ...(isProduction ? [] : ['client_secret_post'])],
  token_endpoint_auth_signing_alg_values_supported: ['EdDSA', 'ES256'],
  scopes_supported: everyWireScope,
});
