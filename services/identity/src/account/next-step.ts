import type { SignInMethod, StaffAccountDocument } from '../collections.ts';
import type { SignInStep } from './documents.ts';
import { mustHaveSecondFactor } from './roles.ts';

export type Proved = {
  /** By what it began. */
  readonly method: 'PASSWORD' | 'SINGLE_SIGN_ON';
  readonly isSecondFactorGiven: boolean;
};

type State = Pick<StaffAccountDocument, 'secondFactor' | 'mustChangePassword' | 'roles'>;

/** What is still asked. The second factor comes first: a stolen first password alone changes nothing. */
export function nextStep(account: State, { method, isSecondFactorGiven }: Proved): SignInStep | 'DONE' {
  if (account.secondFactor && !isSecondFactorGiven) return 'SECOND_FACTOR';
  if (account.mustChangePassword && method === 'PASSWORD') return 'PASSWORD';
  if (!account.secondFactor && mustHaveSecondFactor(account.roles)) return 'SETUP';
  return 'DONE';
}

/** What the finished session is called. */
export const methodOf = ({ method, isSecondFactorGiven }: Proved): SignInMethod =>
  method === 'PASSWORD' && isSecondFactorGiven ? 'PASSWORD_AND_SECOND_FACTOR' : method;
