import { createHash } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { isId } from '@hongxin/kit/ids';
import type { ApiClientDocument } from './documents.ts';
import { KeysOutOfReach } from './fetch-keys.ts';
import type { KeysOf } from './keys.ts';
import { oauthRefusal, type OauthRefusal, TOKEN_PATH } from './oauth.ts';
import type { ClientStore } from './store.ts';

const ALGORITHMS = ['EdDSA', 'ES256'];
const LONGEST_LIFE_S = 300;
const SKEW_S = 60;

/** Who signed an assertion; `known` where the signature proved who it is, and only the rest was wrong. */
export type Checked =
  | { readonly client: ApiClientDocument }
  | { readonly refusal: OauthRefusal; readonly known?: ApiClientDocument };

/** One sentence for all that is not proved: it does not tell whether a system is registered. */
const unproved: Checked = {
  refusal: oauthRefusal('invalid_client', 'The client_assertion does not verify.'),
};

type Parts = {
  readonly clients: Pick<ClientStore, 'find' | 'takeAssertion'>;
  readonly keysOf: KeysOf;
  /** Our address as others know it; null: only the path can be compared. */
  readonly publicOrigin: string | null;
  readonly now: () => Date;
};

/** private_key_jwt (RFC 7523 §3): signed by a key of the system's own, for this address, for minutes, once. */
export function createAssertionCheck({ clients, keysOf, publicOrigin, now }: Parts) {
  const isForUs = (audience: string): boolean =>
    publicOrigin
      ? audience === publicOrigin + TOKEN_PATH || audience === publicOrigin // RFC 8414's issuer, as newer libraries say
      : URL.parse(audience)?.pathname === TOKEN_PATH;

  return async (assertion: string, clientId: string | null): Promise<Checked> => {
    const issuer = issuerOf(assertion);
    if (!issuer || (clientId && clientId !== issuer)) return unproved;
    const client = await clients.find(issuer);
    if (!client) return unproved;
    try {
      const { payload } = await jwtVerify(assertion, keysOf(client), {
        algorithms: ALGORITHMS,
        issuer,
        subject: issuer,
        clockTolerance: SKEW_S,
        currentDate: now(),
        requiredClaims: ['exp', 'jti', 'aud'],
      });
      const wrong = await judge(payload, client);
      return wrong ? { refusal: oauthRefusal('invalid_client', wrong), known: client } : { client };
    } catch (error) {
      return refusalFor(error, client);
    }
  };

  async function judge({ aud, exp, iat, jti }: JWTPayload, { _id }: ApiClientDocument) {
    const seconds = now().getTime() / 1000;
    const audiences = Array.isArray(aud) ? aud : [aud];
    if (!audiences.some((one) => one !== undefined && isForUs(one)))
      return `aud must be the address of ${TOKEN_PATH}.`;
    if ((exp as number) > seconds + LONGEST_LIFE_S + SKEW_S)
      return `exp is over ${LONGEST_LIFE_S} seconds ahead.`;
    if (iat !== undefined && iat > seconds + SKEW_S) return 'iat lies in the future.';
    if (typeof jti !== 'string' || jti.length < 1 || jti.length > 200)
      return 'jti must have 1-200 characters.';
    const spentAs = createHash('sha256').update(`${_id} ${jti}`).digest('base64url');
    const purgeAt = new Date(((exp as number) + 2 * SKEW_S) * 1000);
    return (await clients.takeAssertion(spentAs, purgeAt)) ? null : 'jti was used before.';
  }
}

/** Read before anything is proved: by it the keys are found that prove it. */
function issuerOf(assertion: string): string | null {
  try {
    const { iss } = decodeJwt(assertion);
    return iss && isId(iss) ? iss : null;
  } catch {
    return null; // no token at all
  }
}

/** jose checks claims after the signature: whoever reads about a claim has proved to be the system. */
function refusalFor(error: unknown, known: ApiClientDocument): Checked {
  const told = (description: string) => oauthRefusal('invalid_client', description);
  if (error instanceof errors.JWTExpired) return { refusal: told('The assertion has expired.'), known };
  if (error instanceof errors.JWTClaimValidationFailed)
    return { refusal: told(`The claim ${error.claim} is missing or wrong.`), known };
  if (error instanceof KeysOutOfReach || error instanceof errors.JWKSTimeout)
    return { refusal: told('The keys at jwksUrl could not be fetched.') };
  if (error instanceof errors.JOSEError) return unproved;
  throw error;
}
