import type { StaffSignedIn, StaffSignIn } from '../account/actions.ts';
import type { AccountStore } from '../account/store.ts';
import type { Sender } from '../http/route.ts';
import { refuse, type Refused } from '../refusals.ts';
import type { SessionActions, Tokens } from '../session/actions.ts';
import type { Handovers } from './handover-store.ts';
import { authorityOfMember, maySignIn, type Roster } from './roster.ts';

export type TakeHandover = ReturnType<typeof createTakeHandover>;

type Parts = {
  readonly handovers: Handovers;
  readonly roster: Roster;
  readonly accounts: AccountStore;
  readonly staffSignIn: StaffSignIn;
  readonly sessions: SessionActions;
};

/** Opens the session that another house's sign-in has earned: here it is bound to the device's key. */
export function createTakeHandover({ handovers, roster, accounts, staffSignIn, sessions }: Parts) {
  return async (
    code: string,
    sender: Sender,
  ): Promise<{ memberId: string; tokens: Tokens } | { staff: StaffSignedIn } | Refused> => {
    const { browser } = sender;
    const arrived = browser === null ? null : await handovers.look(code, browser);
    if (browser === null || !arrived) return refuse('HANDOVER_EXPIRED');
    const { kind, sub } = arrived;
    // Both are asked before the code is spent: with one of them away it can be tried again.
    const member = kind === 'MEMBER' ? await roster(arrived.phoneIndex) : null;
    const account = kind === 'STAFF' ? await accounts.find(sub) : null;
    if (!(await handovers.take(code, browser))) return refuse('HANDOVER_EXPIRED');
    if (kind === 'MEMBER') {
      if (!maySignIn(member) || member.id !== sub) return refuse('HANDOVER_EXPIRED');
      const { phoneIndex } = arrived;
      const authority = authorityOfMember(member);
      const tokens = await sessions.open({ kind, sub, authority, phoneIndex, method: 'WECHAT', sender });
      return { memberId: sub, tokens };
    }
    if (!account || account.disabledAt) return refuse('HANDOVER_EXPIRED');
    const { isSecondFactorGiven } = arrived;
    const outcome = await staffSignIn.proceed(
      account,
      { method: 'SINGLE_SIGN_ON', isSecondFactorGiven },
      sender,
    );
    return 'refused' in outcome ? outcome : { staff: outcome };
  };
}
