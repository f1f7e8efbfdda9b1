import { describe, expect, it } from 'vitest';
import { readTokenRequest, tellRefused } from './oauth.ts';
import { grantScopes } from './scopes.ts';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const whole = { grant_type: 'client_credentials', client_assertion_type: TYPE, client_assertion: 'a.b.c' };
const read = (fields: Record<string, string>) => readTokenRequest(new URLSearchParams(fields));

describe('a token request', () => {
  it('is read', () =>
    expect(read({ ...whole, scope: 'activities:read' })).toEqual({
      credential: { assertion: 'a.b.c', clientId: null },
      scope: 'activities:read',
    }));

  it('with a secret is read', () =>
    expect(read({ grant_type: 'client_credentials', client_id: 'i', client_secret: 's' })).toEqual({
      credential: { clientId: 'i', secret: 's' },
      scope: null,
    }));

  it.each([
    ['nothing', {}, 'invalid_request'],
    ['another grant', { ...whole, grant_type: 'password' }, 'unsupported_grant_type'],
    ['no credential', { grant_type: 'client_credentials' }, 'invalid_client'],
    ['an id alone', { grant_type: 'client_credentials', client_id: 'i' }, 'invalid_client'],
    ['another kind of assertion', { ...whole, client_assertion_type: 'saml' }, 'invalid_request'],
    ['two credentials', { ...whole, client_id: 'i', client_secret: 's' }, 'invalid_request'],
  ] as const)('%s: refused', (_, fields, error) => expect(read(fields)).toMatchObject({ error }));

  it('with a parameter twice is refused', () =>
    expect(
      readTokenRequest(new URLSearchParams([...Object.entries(whole), ['scope', 'a'], ['scope', 'b']])),
    ).toMatchObject({ error: 'invalid_request' }));
});

describe('what the house refuses, in OAuth’s words', () => {
  it.each([
    ['RATE_LIMITED', 429, 'temporarily_unavailable'],
    ['BODY_TOO_LARGE', 413, 'invalid_request'],
    ['INTERNAL', 500, 'server_error'],
    ['UNSUPPORTED_MEDIA_TYPE', 400, 'invalid_request'],
  ] as const)('%s', (refused, status, error) => {
    const answer = tellRefused({ refused, retryAfterSeconds: 7 });
    expect(answer).toMatchObject({ status, body: { error }, retryAfterSeconds: 7 });
    // RFC 6749 §5.2 takes these characters only.
    expect((answer.body as { error_description: string }).error_description).toMatch(
      /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/,
    );
  });
});

describe('granted scopes', () => {
  const held = ['ACTIVITIES_READ', 'FUNDING_READ'] as const;
  it.each([
    [null, ['activities:read', 'funding:read']],
    ['', ['activities:read', 'funding:read']],
    ['funding:read', ['funding:read']],
    ['funding:read funding:read', ['funding:read']],
    ['funding:read members:read', null],
    ['activities:write', null],
  ])('%s', (asked, granted) => expect(grantScopes(held, asked)).toEqual(granted));
});
