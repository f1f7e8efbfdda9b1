import { randomInt } from 'node:crypto';
import { tidyName } from '@hongxin/kit/person-name';
import type { AccountRole, StaffAccountDocument } from '../collections.ts';
import type { District } from '../places.ts';
import { USERNAME, USERNAME_RULE } from './new-account.ts';
import { judgePassword, WEAKNESSES } from './password-policy.ts';
import { isPlaceholder } from './placeholder.ts';
import { holdsRole } from './roles.ts';

/** The three administrators of a district that begins, in the order in which passwords are given. */
export const FIRST_ADMINISTRATORS = [
  { role: 'SYSTEM_ADMIN', title: '系统管理员', username: 'sysadmin' },
  { role: 'SECURITY_ADMIN', title: '安全管理员', username: 'secadmin' },
  { role: 'AUDIT_ADMIN', title: '审计管理员', username: 'auditadmin' },
] as const;

export type FirstAdministrator = {
  readonly role: string;
  readonly title: string;
  readonly username: string;
  readonly password: string;
};

export type Founding = {
  readonly name: string;
  readonly divisionCode: string | null;
  readonly administrators: readonly FirstAdministrator[];
};

type Given = {
  readonly name?: string | undefined;
  readonly divisionCode?: string | undefined;
  /** By role; the usual ones without it. */
  readonly usernames: Readonly<Record<string, string | undefined>>;
  /** In the order of FIRST_ADMINISTRATORS; null: made here. */
  readonly passwords: readonly string[] | null;
};

const MOST_NAME = 60;

/** What the founding command is to do, or a sentence on what is wrong with it. */
export async function readFounding(given: Given): Promise<Founding | string> {
  const name = tidyName(given.name ?? '');
  const { length } = [...name];
  if (length < 2 || length > MOST_NAME) return `请用 --name 给出区级组织的全称，2–${MOST_NAME} 个字。`;
  if (isPlaceholder(name)) return `“${name}”是示例里的占位文字，请换成区级组织的全称。`;
  const divisionCode = given.divisionCode?.trim() ?? null;
  if (divisionCode !== null && !/^\d{6}$/.test(divisionCode))
    return '行政区划代码须为 6 位数字，例如 330111；没有可不填 --division-code。';
  const { passwords } = given;
  if (passwords && passwords.length !== FIRST_ADMINISTRATORS.length)
    return '标准输入须恰好有三行：系统管理员、安全管理员、审计管理员的初始密码各一行。';
  const administrators = FIRST_ADMINISTRATORS.map(({ role, title, username }, at) => ({
    role,
    title,
    username: (given.usernames[role] ?? username).trim().toLowerCase(),
    password: passwords?.[at] ?? makePassword(),
  }));
  for (const username of Object.values(given.usernames))
    if (username && isPlaceholder(username)) return `“${username}”是示例里的占位文字，请换成真实的用户名。`;
  for (const { title, username, password } of administrators) {
    if (!USERNAME.test(username)) return `${title}：${USERNAME_RULE}`;
    const weakness = await judgePassword(password, username);
    if (weakness) return `${title}：${WEAKNESSES[weakness]}`;
  }
  if (isRepeated(administrators.map(({ username }) => username)))
    return '三个管理员须是三个账号，用户名不能相同。';
  if (isRepeated(administrators.map(({ password }) => password))) return '三个管理员的初始密码不能相同。';
  return { name, divisionCode, administrators };
}

const isRepeated = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

/** Whether the district that stands is the one to be founded; a sentence when it is another. */
export function judgeDistrict(standing: District | null, { name, divisionCode }: Founding): string | null {
  if (!standing) return null;
  if (standing.name !== name)
    return `区级组织已经建立，名称是“${standing.name}”，不能再以“${name}”建立。请核对名称，没有改动。`;
  if (divisionCode !== null && standing.divisionCode !== divisionCode)
    return `区级组织“${name}”已经建立，行政区划代码是 ${standing.divisionCode ?? '（未填）'}，与 ${divisionCode} 不同。请核对代码，没有改动。`;
  return null;
}

type Known = Pick<StaffAccountDocument, 'username' | 'roles' | 'disabledAt'>;

/**
 * Which of the administrators are still to be made; a sentence when one of them cannot be. `known`: the accounts that have
 * their names or hold their roles.
 */
export function judgeAdministrators(
  { administrators }: Founding,
  known: readonly Known[],
  orgPath: string | null,
): readonly FirstAdministrator[] | string {
  const missing: FirstAdministrator[] = [];
  for (const one of administrators) {
    const { role, title, username } = one;
    const same = known.find((account) => account.username === username);
    const wanted: AccountRole | null = orgPath === null ? null : { role, orgPath };
    if (same && wanted && holdsRole(same.roles, wanted)) continue;
    if (same) return `用户名 ${username} 已有账号，但不是区级组织的${title}。请换一个用户名，没有改动。`;
    const holder = known.find(
      ({ roles, disabledAt }) => disabledAt === null && roles.some((held) => held.role === role),
    );
    if (holder)
      return `${title}已由账号 ${holder.username} 担任，不能再由本命令新建 ${username}。请由现任管理员在控制台新建账号，没有改动。`;
    missing.push(one);
  }
  return missing;
}

/** No 0, 1, l, i, o: they are read wrong. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `xxxx-xxxx-xxxx-xxxx`: 79 random bits, good until the first sign-in. */
function makePassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}
