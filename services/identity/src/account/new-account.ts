import type { HeldRole } from '../collections.ts';
import { MIN_PASSWORD_LENGTH } from './password.ts';

type Given = { username?: string; displayName?: string; role?: string; orgPath?: string; password: string };
export type NewAccount = { username: string; displayName: string; roles: HeldRole[]; password: string };

/** The account as it will be made, or a sentence on what is wrong with it. */
export function readAccount({
  username = '',
  displayName,
  role = '',
  orgPath = '',
  password,
}: Given): NewAccount | string {
  const name = username.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(name))
    return '用户名须为 2–64 个小写字母、数字、点、横线或下划线，以字母或数字开头。';
  if (!/^[A-Z][A-Z_]{1,31}$/.test(role)) return '角色须为大写字母，例如 DISTRICT。';
  if (!/^\/([\w-]+\/)+$/.test(orgPath)) return '组织路径须以斜杠开头和结尾，例如 /district/。';
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH || length > 256) return `密码须为 ${MIN_PASSWORD_LENGTH}–256 个字符。`;
  if (password.toLowerCase().includes(name)) return '密码不能包含用户名。';
  return { username: name, displayName: displayName?.trim() || name, roles: [{ role, orgPath }], password };
}
