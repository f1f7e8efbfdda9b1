import { newId } from '@hongxin/kit/ids';
import { tidyName } from '@hongxin/kit/person-name';
import { isStaffRole } from '@hongxin/kit/roles';
import type { HeldRole, StaffAccountDocument } from '../collections.ts';
import { judgePassword, WEAKNESSES } from './password-policy.ts';

type Given = {
  username?: string | undefined;
  displayName?: string | undefined;
  role?: string | undefined;
  orgPath?: string | undefined;
  password: string;
};
export type ReadAccount = { username: string; displayName: string; roles: HeldRole[]; password: string };

export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,63}$/;
export const USERNAME_RULE = '用户名须为 2–64 个小写字母、数字、点、横线或下划线，以字母或数字开头。';

/** The account that the command makes, or a sentence on what is wrong with it. */
export async function readAccount(given: Given): Promise<ReadAccount | string> {
  const { username = '', displayName, role = '', orgPath = '', password } = given;
  const name = username.trim().toLowerCase();
  if (!USERNAME.test(name)) return USERNAME_RULE;
  if (!isStaffRole(role))
    return '角色有误，须为 DISTRICT、TOWNSHIP、SYSTEM_ADMIN、SECURITY_ADMIN、AUDIT_ADMIN 等。';
  if (!/^\/([\w-]+\/)+$/.test(orgPath)) return '组织路径须以斜杠开头和结尾，例如 /district/。';
  const weakness = await judgePassword(password, name);
  if (weakness) return WEAKNESSES[weakness];
  return {
    username: name,
    displayName: tidyName(displayName ?? '') || name,
    roles: [{ role, orgPath }],
    password,
  };
}

/** An account as it is at first. */
export const newAccount = (
  known: Pick<StaffAccountDocument, 'username' | 'displayName' | 'passwordHash'> &
    Partial<StaffAccountDocument>,
): StaffAccountDocument => ({
  _id: newId(),
  formerPasswordHashes: [],
  mustChangePassword: false,
  secondFactor: null,
  singleSignOn: null,
  roles: [],
  failedTries: 0,
  lockedUntil: null,
  disabledAt: null,
  lastSignInAt: null,
  ...known,
});
