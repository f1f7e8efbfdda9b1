import { setTimeout as wait } from 'node:timers/promises';
import { refuse, type Refused } from '../refusals.ts';
import type { StaffAccountDocument } from '../collections.ts';
import type { SessionActions, Tokens } from '../session/actions.ts';
import type { Authorities } from '../session/authority.ts';
import { judgeSignIn } from './lockout.ts';
import type { CheckPassword } from './password.ts';
import type { AccountStore } from './store.ts';

export type StaffSignIn = ReturnType<typeof createStaffSignIn>;

type Parts = {
  readonly accounts: AccountStore;
  readonly checkPassword: CheckPassword;
  readonly sessions: SessionActions;
  readonly now?: () => Date;
};

const ATTEMPTS = 8;
/** No refusal comes sooner, so that its time does not tell whether a failure was written down. */
const REFUSAL_FLOOR_MS = 250;

export function createStaffSignIn({ accounts, checkPassword, sessions, now = () => new Date() }: Parts) {
  async function signIn(
    username: string,
    password: string,
  ): Promise<{ account: StaffAccountDocument; tokens: Tokens } | Refused> {
    const notSooner = wait(REFUSAL_FLOOR_MS);
    const account = await admit(username, password);
    if (!account) {
      await notSooner;
      return refuse('STAFF_REFUSED');
    }
    const authority = { roles: account.roles, scopes: [] };
    return { account, tokens: await sessions.open({ kind: 'STAFF', sub: account._id, authority }) };
  }

  /**
   * Judged on the account as it is when the outcome is written: of many guesses at once only the first five count,
   * whenever their passwords were compared.
   */
  async function admit(username: string, password: string): Promise<StaffAccountDocument | null> {
    let account = await accounts.findByUsername(username);
    const isRight = await checkPassword(account?.passwordHash ?? null, password);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      account = await accounts.findByUsername(username);
      const { accepted, next } = judgeSignIn(account, isRight, now());
      if (!account || !next || (await accounts.remember(account, next))) return accepted ? account : null;
    }
    return null;
  }

  return signIn;
}

/** Roles as they are now; a disabled account's session ends. */
export const createStaffAuthority =
  (accounts: AccountStore): Authorities['STAFF'] =>
  async (session) => {
    const [account] = await accounts.byIds([session.sub]);
    return account && !account.disabledAt ? { roles: account.roles, scopes: [] } : 'GONE';
  };
