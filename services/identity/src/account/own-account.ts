import type { Outbox } from '@hongxin/kit/outbox';
import { placeOfRoles } from '@hongxin/kit/viewer';
import type { TellAudit } from '../audit/tell.ts';
import type { SessionDocument, StaffAccountDocument } from '../collections.ts';
import { PasswordChanged } from '../events.ts';
import type { Sender } from '../http/route.ts';
import { refuse, type Refused } from '../refusals.ts';
import type { SessionActions, Tokens } from '../session/actions.ts';
import type { SessionEnding } from '../session/ending.ts';
import type { StaffSignIn } from './actions.ts';
import type { Admission } from './admission.ts';
import { actorOfAccount, factOf } from './authority.ts';
import { passwordChange } from './password-change.ts';
import type { AccountStore } from './store.ts';
import type { TicketStore } from './ticket-store.ts';

export type OwnAccount = ReturnType<typeof createOwnAccount>;

type Parts = {
  readonly accounts: AccountStore;
  readonly admission: Admission;
  readonly signIn: StaffSignIn;
  readonly ticketStore: TicketStore;
  readonly sessions: SessionActions;
  readonly ending: SessionEnding;
  readonly outbox: Outbox;
  readonly audit: TellAudit;
  readonly tell: () => void;
  readonly now: () => Date;
};

type Holder = { readonly session: SessionDocument; readonly account: StaffAccountDocument };

/** What staff who are signed in do with their own account; the refresh token says who it is. */
export function createOwnAccount(parts: Parts) {
  const { accounts, admission, signIn, ticketStore, sessions, ending, outbox, audit, tell, now } = parts;

  async function holderOf(refreshToken: string, sender: Sender): Promise<Holder | Refused> {
    const session = await sessions.holder(refreshToken, sender);
    if ('refused' in session) return session;
    const account = session.kind === 'STAFF' ? await accounts.find(session.sub) : null;
    return account && !account.disabledAt ? { session, account } : refuse('UNAUTHENTICATED');
  }

  /** A second factor given anew, or the password where there is none: then the session may do more for five minutes. */
  async function stepUp(
    refreshToken: string,
    given: { code?: string | undefined; password?: string | undefined },
    sender: Sender,
  ): Promise<{ account: StaffAccountDocument; tokens: Tokens } | Refused> {
    const holder = await holderOf(refreshToken, sender);
    if ('refused' in holder) return holder;
    const { session, account } = holder;
    const { _id: id } = account;
    const wrong = account.secondFactor ? 'SECOND_FACTOR_WRONG' : 'PASSWORD_WRONG';
    const told = {
      actor: actorOfAccount(account, session._id),
      orgPath: placeOfRoles(account),
      target: { type: 'StaffAccount', id },
    };
    const admitted = account.secondFactor
      ? await admission.bySecondFactor(id, given.code ?? '')
      : await admission.byPassword(() => accounts.find(id), given.password ?? '');
    if (!admitted) {
      audit.refused({ ...told, action: 'STEP_UP_REFUSED', reason: wrong });
      return refuse(wrong);
    }
    const reason = account.secondFactor ? 'SECOND_FACTOR' : 'PASSWORD';
    await audit.done({ ...told, action: 'STEPPED_UP', reason });
    await sessions.stepUp(session);
    const tokens = await sessions.renew(refreshToken, sender);
    return 'refused' in tokens ? tokens : { account, tokens };
  }

  /** Begins to set up a second factor, or another one; who just holds a stolen session must not. */
  async function beginSetUp(refreshToken: string, sender: Sender) {
    const holder = await holderOf(refreshToken, sender);
    if ('refused' in holder) return holder;
    const { session, account } = holder;
    if (!session.steppedUpUntil || session.steppedUpUntil <= now()) return refuse('STEP_UP_REQUIRED');
    const method = session.method === 'SINGLE_SIGN_ON' ? session.method : 'PASSWORD';
    return signIn.offerFactor(account, { method, isSecondFactorGiven: false }, session._id);
  }

  async function changePassword(
    refreshToken: string,
    oldPassword: string,
    newPassword: string,
    sender: Sender,
  ): Promise<{ changed: true } | Refused> {
    const holder = await holderOf(refreshToken, sender);
    if ('refused' in holder) return holder;
    const { session, account } = holder;
    const { _id: sub } = account;
    const admitted = await admission.byPassword(() => accounts.find(sub), oldPassword);
    if (!admitted) return refuse('PASSWORD_WRONG');
    const change = await passwordChange(admitted, newPassword);
    if ('refused' in change) return change;
    const at = now();
    const changed = await accounts.together(async (transaction) => {
      if (!(await accounts.change(admitted, change, transaction))) return false;
      await ticketStore.forgetOf(sub, transaction);
      const { actor, orgPath } = factOf(admitted, at, session._id);
      const others = { kind: 'STAFF', sub, but: session._id } as const;
      await ending.end(transaction, others, { why: 'PASSWORD_CHANGED', actor, orgPath, at });
      await outbox.add(transaction, PasswordChanged, [factOf(admitted, at, session._id)]);
      return true;
    });
    if (!changed) return refuse('PASSWORD_WRONG');
    tell();
    return { changed };
  }

  return { stepUp, beginSetUp, changePassword };
}
