import type { PublicInterface, Tokens } from './public-interface.ts';

const RENEW_BEFORE_MS = 60_000;

export type KeptTokens = {
  /** Good for the next minute at least. */
  accessToken(): Promise<string>;
};

/** Renews the access token shortly before it ends; several askers at once renew it once. */
export function keepTokens(door: PublicInterface, first: Tokens): KeptTokens {
  let tokens = first;
  let renewing: Promise<void> | undefined;
  async function renew(): Promise<void> {
    tokens = await door.auth<Tokens>('/token', { refreshToken: tokens.refreshToken });
  }
  return {
    async accessToken() {
      if (Date.parse(tokens.expiresAt) - Date.now() < RENEW_BEFORE_MS) {
        renewing ??= renew().finally(() => (renewing = undefined));
        await renewing;
      }
      return tokens.accessToken;
    },
  };
}
