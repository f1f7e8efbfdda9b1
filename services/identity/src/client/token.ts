import { stranger, type TellAudit } from '../audit/tell.ts';
import type { SignAccess } from '../session/access-token.ts';
import { hashOf } from '../session/secret.ts';
import { type Checked, createAssertionCheck } from './assertion.ts';
import { accessEndsAt, hasAccess } from './client.ts';
import type { ApiClientDocument } from './documents.ts';
import type { KeysOf } from './keys.ts';
import { type Credential, oauthRefusal, type OauthRefusal, type TokenRequest } from './oauth.ts';
import { grantScopes } from './scopes.ts';
import type { ClientStore } from './store.ts';

/** RFC 6749 §5.1. */
export type TokenAnswer = {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
};

export type GrantToken = (request: TokenRequest) => Promise<TokenAnswer | OauthRefusal>;

type Parts = {
  readonly clients: ClientStore;
  readonly keysOf: KeysOf;
  readonly sign: SignAccess;
  readonly audit: TellAudit;
  readonly publicOrigin: string | null;
  readonly isProduction: boolean;
  readonly now?: () => Date;
};

/** An access token for another system: who it is, whether its agreement holds, what it may read of what it asks for. */
export function createTokenGrant(parts: Parts): GrantToken {
  const { clients, keysOf, sign, audit, isProduction, now = () => new Date() } = parts;
  const checkAssertion = createAssertionCheck({ clients, keysOf, publicOrigin: parts.publicOrigin, now });

  const check = async (credential: Credential): Promise<Checked> =>
    'assertion' in credential
      ? checkAssertion(credential.assertion, credential.clientId)
      : checkSecret(credential.clientId, credential.secret);

  /** For trying things out only: what two sides know is nobody's proof. */
  async function checkSecret(clientId: string, secret: string): Promise<Checked> {
    const refusal = oauthRefusal('invalid_client', 'The client_secret is wrong.');
    if (isProduction)
      return { refusal: oauthRefusal('invalid_client', 'Use private_key_jwt: secrets are not taken here.') };
    const client = await clients.find(clientId);
    return client?.devSecretHash && client.devSecretHash === hashOf(secret) ? { client } : { refusal };
  }

  return async ({ credential, scope }) => {
    const checked = await check(credential);
    if ('refusal' in checked) return refuse(checked.refusal, checked.known);
    const { client } = checked;
    const at = now();
    if (!hasAccess(client, at))
      return refuse(
        oauthRefusal('invalid_client', 'Access was revoked, or the agreement has ended.'),
        client,
      );
    const scopes = grantScopes(client.scopes, scope);
    if (!scopes)
      return refuse(oauthRefusal('invalid_scope', 'A scope is asked for that is not granted.'), client);
    const { accessToken, expiresAt } = await sign(
      {
        _id: null,
        kind: 'CLIENT',
        sub: client._id,
        absoluteUntil: accessEndsAt(client),
        steppedUpUntil: null,
        keyThumbprint: null,
      },
      { roles: [{ role: 'CLIENT', orgPath: client.orgPath }], scopes },
      at,
    );
    await audit.done({ ...granting(client), reason: scopes.join(' ') });
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: Math.floor((expiresAt.getTime() - at.getTime()) / 1000),
      scope: scopes.join(' '),
    };
  };

  function refuse(refusal: OauthRefusal, known?: ApiClientDocument): OauthRefusal {
    const who = known ? granting(known) : { action: ACTION, actor: stranger('CLIENT') };
    audit.refused({ ...who, reason: refusal.error.toUpperCase() });
    return refusal;
  }
}

const ACTION = 'TOKEN_GRANTED';

const granting = ({ _id, orgPath }: ApiClientDocument) => ({
  action: ACTION,
  actor: { kind: 'CLIENT', sub: _id, role: 'CLIENT' } as const,
  orgPath,
  target: { type: 'ApiClient', id: _id },
});
