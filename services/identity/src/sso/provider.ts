import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  ResponseBodyError,
  type Configuration,
} from 'openid-client';

/** The provider does not answer, or not as it promised; nobody is signed in on a guess. */
export class ProviderAway extends Error {}

/** Whom the provider has signed in. */
export type SsoUser = {
  readonly issuer: string;
  readonly subject: string;
  /** The claim that names an account here. */
  readonly username: string | null;
  /** The provider itself asked for more than a password (RFC 8176). */
  readonly isSecondFactorGiven: boolean;
};

/** The district's single sign-on: OpenID Connect with a code, PKCE, state and nonce. */
export type SsoProvider = {
  begin(ask: { redirectUri: string; state: string; verifier: string; nonce: string }): Promise<string>;
  /** `query` is what came back; what was kept since the beginning must fit to it. */
  finish(back: {
    redirectUri: string;
    query: URLSearchParams;
    state: string;
    verifier: string;
    nonce: string;
  }): Promise<SsoUser | 'SIGN_IN_DENIED'>;
};

export type SsoOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly usernameClaim: string;
};

const TIMEOUT_SECONDS = 5;
const SECOND_FACTORS = ['mfa', 'otp'];

export const newVerifier = (): string => randomPKCECodeVerifier();
export const newNonce = (): string => randomNonce();

export function createSsoProvider({
  issuer,
  clientId,
  clientSecret,
  usernameClaim,
}: SsoOptions): SsoProvider {
  let known: Promise<Configuration> | null = null;

  /** Asked at the first sign-in, so that this service starts without the provider; asked again after a failure. */
  function configuration(): Promise<Configuration> {
    known ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      execute: isLoopback(issuer) ? [allowInsecureRequests] : [],
    }).catch((error: unknown) => {
      known = null;
      throw new ProviderAway(`not discovered: ${kindOf(error)}`);
    });
    return known;
  }

  return {
    async begin({ redirectUri, state, verifier, nonce }) {
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return url.href;
    },
    async finish({ redirectUri, query, state, verifier, nonce }) {
      const checks = {
        expectedState: state,
        pkceCodeVerifier: verifier,
        expectedNonce: nonce,
        idTokenExpected: true,
      };
      try {
        const url = new URL(`${redirectUri}?${query}`);
        const config = await configuration();
        const granted = await authorizationCodeGrant(config, url, checks);
        const claims = granted.claims();
        if (!claims) throw new ProviderAway('no ID token');
        const isElsewhere = claims[usernameClaim] === undefined && config.serverMetadata().userinfo_endpoint;
        const user = isElsewhere ? await fetchUserInfo(config, granted.access_token, claims.sub) : claims;
        const username = user[usernameClaim];
        return {
          issuer: claims.iss,
          subject: claims.sub,
          username: typeof username === 'string' && username ? username : null,
          isSecondFactorGiven: [claims['amr']]
            .flat()
            .some((method) => SECOND_FACTORS.includes(String(method))),
        };
      } catch (error) {
        if (error instanceof AuthorizationResponseError) return 'SIGN_IN_DENIED';
        if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return 'SIGN_IN_DENIED';
        if (error instanceof ProviderAway) throw error;
        throw new ProviderAway(`did not answer as promised: ${kindOf(error)}`);
      }
    },
  };
}

const isLoopback = (address: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);

/** The error itself may hold claims or a code. */
function kindOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return [name, code].filter(Boolean).join(' ') || 'unknown';
}
