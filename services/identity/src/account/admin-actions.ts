import { badInput, notFound } from '@hongxin/kit/errors';
import { actorOf, type EventSchema } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import { isAdministrator } from '@hongxin/kit/roles';
import { assertSameContent } from '@hongxin/kit/same-content';
import { placeOfRoles, type Viewer } from '@hongxin/kit/viewer';
import type { ClientSession } from 'mongoose';
import type { StaffAccountDocument } from '../collections.ts';
import {
  AccountCreated,
  AccountDisabled,
  AccountEnabled,
  PasswordReset,
  SecondFactorReset,
  type SessionEnd,
} from '../events.ts';
import { isDuplicate } from '../duplicate.ts';
import type { SessionEnding } from '../session/ending.ts';
import { readNewAccount, readReason, refusal, REFUSALS, type NewAccountInput } from './input.ts';
import { newAccount } from './new-account.ts';
import { hashPassword, REMEMBERED_PASSWORDS } from './password.ts';
import { judgePassword, WEAKNESSES } from './password-policy.ts';
import type { AccountChange, AccountStore } from './store.ts';
import type { TicketStore } from './ticket-store.ts';

export type Administration = ReturnType<typeof createAdministration>;

export type AdministrationParts = {
  readonly accounts: AccountStore;
  readonly ticketStore: TicketStore;
  readonly ending: SessionEnding;
  readonly outbox: Outbox;
  readonly tell: () => void;
  readonly now: () => Date;
};

type Account = StaffAccountDocument;
type AboutAccount = { readonly accountId: string; readonly reason: string };

/** What system administrators do to accounts. Who may stands in the SDL. */
export function createAdministration(parts: AdministrationParts) {
  const { accounts, ticketStore, ending, outbox, tell, now } = parts;

  async function create(viewer: Viewer, given: NewAccountInput): Promise<Account> {
    const input = readNewAccount(given);
    const known = await accounts.find(input.id);
    if (known) return sameOr(known, input);
    await refuseWeak(input.firstPassword, input.username);
    const { id: _id, username, displayName } = input;
    const passwordHash = await hashPassword(input.firstPassword);
    const account = newAccount({ _id, username, displayName, passwordHash, mustChangePassword: true });
    const at = now();
    const fact = { occurredAt: at, orgPath: placeOfRoles(account), actor: actorOf(viewer) };
    try {
      await accounts.together(async (session) => {
        await accounts.insert(account, session);
        await outbox.add(session, AccountCreated, [{ ...fact, data: { accountId: _id } }]);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return sameOr(await accounts.find(_id), input);
    }
    tell();
    return account;
  }

  const disable = (viewer: Viewer, input: AboutAccount): Promise<Account> =>
    change(viewer, input, AccountDisabled, 'ACCOUNT_DISABLED', async (account, session) => {
      if (account._id === viewer.sub) throw refusal('OWN_ACCOUNT');
      if (account.disabledAt) return null;
      for (const { role } of account.roles)
        if (isAdministrator(role) && (await accounts.countOthers(role, account._id, session)) === 0)
          throw refusal('LAST_ADMINISTRATOR');
      return { disabledAt: now() };
    });

  const enable = (viewer: Viewer, input: AboutAccount): Promise<Account> =>
    change(viewer, input, AccountEnabled, null, async (account) =>
      account.disabledAt ? { disabledAt: null } : null,
    );

  async function resetPassword(
    viewer: Viewer,
    input: AboutAccount & { readonly firstPassword: string },
  ): Promise<Account> {
    const { username, passwordHash: present } = await found(input.accountId);
    await refuseWeak(input.firstPassword, username);
    const passwordHash = await hashPassword(input.firstPassword);
    return change(viewer, input, PasswordReset, 'PASSWORD_RESET', async (account) => {
      if (account._id === viewer.sub) throw refusal('OWN_ACCOUNT');
      const former = [present, ...account.formerPasswordHashes].slice(0, REMEMBERED_PASSWORDS);
      return {
        passwordHash,
        formerPasswordHashes: former,
        mustChangePassword: true,
        failedTries: 0,
        lockedUntil: null,
      };
    });
  }

  const resetSecondFactor = (viewer: Viewer, input: AboutAccount): Promise<Account> =>
    change(viewer, input, SecondFactorReset, 'SECOND_FACTOR_RESET', async (account) => {
      if (account._id === viewer.sub) throw refusal('OWN_ACCOUNT');
      return account.secondFactor ? { secondFactor: null } : null;
    });

  /** `decide` sees the account as it is in the transaction; null changes nothing and tells of nothing. */
  async function change(
    viewer: Viewer,
    input: AboutAccount,
    event: EventSchema<{ accountId: string; reason: string }>,
    why: SessionEnd | null,
    decide: (account: Account, session: ClientSession) => Promise<AccountChange | null>,
  ): Promise<Account> {
    const { accountId } = input;
    const reason = readReason(input.reason);
    const changed = await accounts.together(async (session) => {
      const account = await found(accountId, session);
      const next = await decide(account, session);
      if (!next) return false;
      const orgPath = placeOfRoles(account);
      const [at, actor] = [now(), actorOf(viewer, orgPath)];
      await accounts.change(account, next, session);
      if (why) {
        await ticketStore.forgetOf(accountId, session);
        await ending.end(session, { kind: 'STAFF', sub: accountId }, { why, actor, orgPath, at });
      }
      await outbox.add(session, event, [{ occurredAt: at, orgPath, actor, data: { accountId, reason } }]);
      return true;
    });
    if (changed) tell();
    return found(accountId);
  }

  async function found(id: string, session?: ClientSession): Promise<Account> {
    const account = await accounts.find(id, session);
    if (!account) throw notFound('没有这个账号。');
    return account;
  }

  return { create, disable, enable, resetPassword, resetSecondFactor };
}

/** The account that the same input made before; another one of this id or name is a mistake of the caller's. */
function sameOr(known: Account | null, input: NewAccountInput): Account {
  if (!known) throw refusal('USERNAME_TAKEN');
  const { username, displayName } = input;
  assertSameContent(known, { username, displayName }, REFUSALS.ID_REUSED);
  return known;
}

async function refuseWeak(password: string, username: string): Promise<void> {
  const weakness = await judgePassword(password, username);
  if (weakness) throw badInput(WEAKNESSES[weakness], 'PASSWORD_WEAK');
}
