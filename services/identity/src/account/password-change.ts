import type { StaffAccountDocument } from '../collections.ts';
import { refuse, type Refused } from '../refusals.ts';
import { hashPassword, isAnyOf, REMEMBERED_PASSWORDS } from './password.ts';
import { judgePassword, WEAKNESSES, type PasswordWeakness } from './password-policy.ts';

type Account = Pick<StaffAccountDocument, 'username' | 'passwordHash' | 'formerPasswordHashes'>;
type Change = Pick<StaffAccountDocument, 'passwordHash' | 'formerPasswordHashes' | 'mustChangePassword'>;

/** What changes in the account when its person takes this password; refused for a weak or a former one. */
export async function passwordChange(account: Account, password: string): Promise<Change | Refused> {
  const { username, passwordHash, formerPasswordHashes } = account;
  const weakness = await judgePassword(password, username);
  if (weakness) return refuseWeak(weakness);
  const former = [passwordHash, ...formerPasswordHashes].slice(0, REMEMBERED_PASSWORDS);
  if (await isAnyOf(former, password)) return refuseWeak('USED_BEFORE');
  return {
    passwordHash: await hashPassword(password),
    formerPasswordHashes: former,
    mustChangePassword: false,
  };
}

const refuseWeak = (weakness: PasswordWeakness): Refused => ({
  ...refuse('PASSWORD_WEAK'),
  message: WEAKNESSES[weakness],
});
