import type { Log } from '@hongxin/kit/log';
import type { Outbox } from '@hongxin/kit/outbox';
import { factOf } from '../account/authority.ts';
import { mustHaveSecondFactor } from '../account/roles.ts';
import type { AccountStore } from '../account/store.ts';
import { stranger, type TellAudit } from '../audit/tell.ts';
import type { StaffAccountDocument } from '../collections.ts';
import { isDuplicate } from '../duplicate.ts';
import { SingleSignOnBound } from '../events.ts';
import type { Answer, Sender } from '../http/route.ts';
import { refuse, type RefusalName, type Refused } from '../refusals.ts';
import type { SessionActions } from '../session/actions.ts';
import type { Handovers } from '../sign-in/handover-store.ts';
import type { Redirects } from '../sign-in/redirect-store.ts';
import { newNonce, newVerifier, ProviderAway, type SsoProvider, type SsoUser } from './provider.ts';

export type SsoSignIn = ReturnType<typeof createSsoSignIn>;

type Parts = {
  readonly provider: SsoProvider;
  readonly accounts: AccountStore;
  readonly redirects: Redirects;
  readonly handovers: Handovers;
  readonly sessions: SessionActions;
  /** A keyed hash of a provider's subject, which may be a number of a person. */
  readonly hashSubject: (text: string) => string;
  readonly outbox: Outbox;
  readonly audit: TellAudit;
  readonly tell: () => void;
  readonly now: () => Date;
  readonly log: Log;
};

export const CALLBACK_PATH = '/auth/staff/sso/callback';

type Outcome = { readonly handover: string } | { readonly refused: RefusalName };
type Account = StaffAccountDocument;

/** Signing in by the district's single sign-on. It says who it is; what that account may do is decided here. */
export function createSsoSignIn(parts: Parts) {
  const { provider, accounts, redirects, handovers, sessions, outbox, audit, tell, now, log } = parts;

  const start = (sender: Sender): Promise<Answer | Refused> => leave('', sender);

  /** For administrators, whom no name alone may bind: signed in and stepped up, they bind their own account. */
  async function startBinding(refreshToken: string, sender: Sender): Promise<Answer | Refused> {
    const session = await sessions.holder(refreshToken, sender);
    if ('refused' in session) return session;
    if (session.kind !== 'STAFF') return refuse('UNAUTHENTICATED');
    if (!session.steppedUpUntil || session.steppedUpUntil <= now()) return refuse('STEP_UP_REQUIRED');
    const left = await leave(session.sub, sender);
    if ('refused' in left) return left;
    const { location, setCookie } = left;
    return { status: 200, body: { url: location }, ...(setCookie && { setCookie }) };
  }

  async function leave(accountId: string, sender: Sender): Promise<Answer | Refused> {
    if (!sender.origin) return refuse('BAD_USER_INPUT');
    const redirectUri = sender.origin + CALLBACK_PATH;
    const kept = { accountId, redirectUri, verifier: newVerifier(), nonce: newNonce() };
    try {
      const { state, setCookie } = await redirects.leave('SSO', kept, sender);
      const location = await provider.begin({ ...kept, state });
      return { status: 302, location, setCookie };
    } catch (error) {
      return accountId ? refuse(afterFailure(error).refused) : page(afterFailure(error));
    }
  }

  async function comeBack(query: URLSearchParams, sender: Sender): Promise<Answer> {
    const state = query.get('state') ?? '';
    const back = await redirects.comeBack('SSO', state, sender);
    if (!back) return page(refused('SIGN_IN_STATE_WRONG'));
    const { accountId = '', redirectUri = '', verifier = '', nonce = '' } = back.errand;
    try {
      const user = await provider.finish({ redirectUri, query, state, verifier, nonce });
      if (user === 'SIGN_IN_DENIED') return page(refused(user));
      const account = await accountOf(user, accountId);
      if (!account) return page(refused('SSO_NOT_BOUND'));
      const { isSecondFactorGiven } = user;
      const arrived = { kind: 'STAFF', sub: account._id, isSecondFactorGiven } as const;
      return page({ handover: await handovers.give(back.browser, arrived) });
    } catch (error) {
      return page(afterFailure(error));
    }
  }

  async function accountOf(
    { issuer, subject, username }: SsoUser,
    wantedId: string,
  ): Promise<Account | null> {
    const singleSignOn = { issuer, subject: parts.hashSubject(`${issuer} ${subject}`) };
    const bound = await accounts.findBySingleSignOn(issuer, singleSignOn.subject);
    if (bound) return bound.disabledAt || (wantedId && bound._id !== wantedId) ? null : bound;
    const account = wantedId ? await accounts.find(wantedId) : await namedBy(username);
    return account && (await bind(account, singleSignOn)) ? account : null;
  }

  /** Whoever may name users at the provider must not become an administrator here by it. */
  async function namedBy(username: string | null): Promise<Account | null> {
    const account = username === null ? null : await accounts.findByUsername(username);
    return account && !mustHaveSecondFactor(account.roles) ? account : null;
  }

  async function bind(account: Account, singleSignOn: { issuer: string; subject: string }): Promise<boolean> {
    try {
      const bound = await accounts.together(async (session) => {
        if (!(await accounts.bindSingleSignOn(account._id, singleSignOn, session))) return false;
        await outbox.add(session, SingleSignOnBound, [factOf(account, now())]);
        return true;
      });
      if (bound) tell();
      return bound;
    } catch (error) {
      if (isDuplicate(error)) return false; // another account was bound to it meanwhile
      throw error;
    }
  }

  function refused(why: RefusalName): { refused: RefusalName } {
    audit.refused({ action: 'SIGN_IN_REFUSED', actor: stranger('STAFF'), reason: why });
    return { refused: why };
  }

  function afterFailure(error: unknown): { refused: RefusalName } {
    if (!(error instanceof ProviderAway)) throw error;
    log.warn({ reason: error.message }, 'the single sign-on is away; nobody signs in by it');
    return { refused: 'PROVIDER_AWAY' };
  }

  return { start, startBinding, comeBack };
}

/** Behind the `#`: it reaches neither a server nor its log. */
const page = (outcome: Outcome): Answer => ({
  status: 302,
  location: `/console/sign-in#${new URLSearchParams(outcome)}`,
});
