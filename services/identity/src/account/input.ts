import { badInput } from '@hongxin/kit/errors';
import { isId } from '@hongxin/kit/ids';
import { tidyName } from '@hongxin/kit/person-name';
import { USERNAME, USERNAME_RULE } from './new-account.ts';
import type { GrantRefusal } from './roles.ts';

export type NewAccountInput = {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly firstPassword: string;
};

export const REFUSALS: Record<
  GrantRefusal | 'LAST_ADMINISTRATOR' | 'USERNAME_TAKEN' | 'ID_REUSED' | 'PLACE_UNKNOWN',
  string
> = {
  OWN_ACCOUNT: '不能对自己的账号做这项操作，请由另一位管理员办理。',
  ROLES_EXCLUDE_EACH_OTHER:
    '系统管理员、安全管理员、审计管理员须由三个账号分别担任，且不能兼任其他角色。请先收回原有角色，或另建账号。',
  ROLE_UNKNOWN: '没有这个角色。',
  SITE_NEEDED: '示范点站点管理员须指定站点，不填组织。',
  ORGANIZATION_NEEDED: '请指定角色所在的组织，不填站点。',
  DISTRICT_NEEDED: '这个角色只能在区级组织担任。',
  PLACE_UNKNOWN: '没有这个组织或站点。',
  LAST_ADMINISTRATOR: '这是该管理员角色的最后一个可用账号，请先授予另一个账号。',
  USERNAME_TAKEN: '用户名已被使用，请换一个。',
  ID_REUSED: '这个编号已用于另一个账号，请换一个编号。',
};

export const refusal = (reason: keyof typeof REFUSALS) => badInput(REFUSALS[reason], reason);

/** The reason that stands in the audit. */
export function readReason(text: string): string {
  const reason = text.trim();
  const { length } = [...reason];
  if (length < 4 || length > 200) throw badInput('请填写原因，4–200 个字。');
  return reason;
}

export function readNewAccount(input: NewAccountInput): NewAccountInput {
  if (!isId(input.id)) throw badInput('账号编号须为 UUID。');
  const displayName = tidyName(input.displayName);
  const { length } = [...displayName];
  if (!USERNAME.test(input.username)) throw badInput(USERNAME_RULE);
  if (length < 1 || length > 40) throw badInput('显示名称须为 1–40 个字。');
  return { ...input, displayName };
}
