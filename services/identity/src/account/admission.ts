import { serviceActor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import { placeOf, type Vault } from '@hongxin/kit/vault';
import type { StaffAccountDocument } from '../collections.ts';
import { AccountLocked, RecoveryCodeUsed } from '../events.ts';
import { factOf } from './authority.ts';
import { judgeSignIn } from './lockout.ts';
import type { CheckPassword } from './password.ts';
import { kindOfCode, lettersOf, recoveryHash, stepOf } from './second-factor.ts';
import type { AccountStore, Remembered } from './store.ts';

export type Admission = ReturnType<typeof createAdmission>;

type Parts = {
  readonly accounts: AccountStore;
  readonly checkPassword: CheckPassword;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly tell: () => void;
  readonly now: () => Date;
};

type Account = StaffAccountDocument;
/** `spends`: what a right second factor leaves behind, so that it is not right again. */
type Judged = { readonly isRight: boolean; readonly isComplete: boolean; readonly spends?: Spent };
type Spent = { readonly lastStep?: number; readonly recoveryHashes?: string[] };

const ATTEMPTS = 8;

export const secretPlace = (accountId: string): string =>
  placeOf('staffAccounts', 'secondFactor.secretSealed', accountId);

/**
 * Whether a password or a second factor is accepted. Judged on the account as it is when the outcome is written: of many
 * guesses at once only the first five count, and of one code given twice at once only the first.
 */
export function createAdmission({ accounts, checkPassword, vault, outbox, tell, now }: Parts) {
  /** Null: refused; why is not told. */
  async function byPassword(find: () => Promise<Account | null>, password: string): Promise<Account | null> {
    const first = await find();
    const isRight = await checkPassword(first?.passwordHash ?? null, password);
    return settle(find, async (account) => ({
      isRight: isRight && account.passwordHash === first?.passwordHash,
      isComplete: account.secondFactor === null,
    }));
  }

  const bySecondFactor = (accountId: string, typed: string): Promise<Account | null> =>
    settle(
      () => accounts.find(accountId),
      (account) => judgeSecondFactor(account, typed),
    );

  async function settle(
    find: () => Promise<Account | null>,
    judge: (account: Account) => Promise<Judged>,
  ): Promise<Account | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const account = await find();
      if (!account) return null;
      const { isRight, isComplete, spends } = await judge(account);
      const { accepted, next } = judgeSignIn(account, isRight, now(), isComplete);
      const change = accepted && spends ? { ...CLEAN, ...next, ...spends } : next;
      if (!change || (await write(account, change))) return accepted ? account : null;
    }
    return null;
  }

  async function judgeSecondFactor(account: Account, typed: string): Promise<Judged> {
    const { _id, secondFactor } = account;
    const kind = kindOfCode(typed);
    if (!secondFactor || !kind) return { isRight: false, isComplete: true };
    const { secretSealed, lastStep, recoveryHashes } = secondFactor;
    if (kind === 'RECOVERY') {
      const hash = recoveryHash(_id, typed);
      const left = recoveryHashes.filter((known) => known !== hash);
      return {
        isRight: left.length < recoveryHashes.length,
        isComplete: true,
        spends: { recoveryHashes: left },
      };
    }
    const secret = await vault.open(secretPlace(_id), secretSealed);
    const step = await stepOf(secret, lettersOf(typed), lastStep, now());
    return step === null
      ? { isRight: false, isComplete: true }
      : { isRight: true, isComplete: true, spends: { lastStep: step } };
  }

  async function write(account: Account, change: Remembered): Promise<boolean> {
    const { lockedUntil, recoveryHashes } = change;
    if (!lockedUntil && !recoveryHashes) return accounts.remember(account, change);
    const fact = factOf(account, now());
    const written = await accounts.together(async (session) => {
      if (!(await accounts.remember(account, change, session))) return false;
      if (lockedUntil)
        await outbox.add(session, AccountLocked, [{ ...fact, actor: serviceActor('identity') }]);
      if (recoveryHashes)
        await outbox.add(session, RecoveryCodeUsed, [
          { ...fact, data: { ...fact.data, left: recoveryHashes.length } },
        ]);
      return true;
    });
    if (written) tell();
    return written;
  }

  return { byPassword, bySecondFactor };
}

const CLEAN = { failedTries: 0, lockedUntil: null };
