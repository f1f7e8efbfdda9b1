import { newId } from '@hongxin/kit/ids';
import { tidyName } from '@hongxin/kit/person-name';
import { isStaffRole } from '@hongxin/kit/roles';
import type { AccountRole, StaffAccountDocument } from '../collections.ts';
import type { Places } from '../places.ts';
import { judgePassword, WEAKNESSES } from './password-policy.ts';
import { isPlaceholder } from './placeholder.ts';
import { type GrantRefusal, judgeGrant } from './roles.ts';

type Given = {
  username?: string | undefined;
  displayName?: string | undefined;
  role?: string | undefined;
  /** The place: the organization by its id or its path, the site by its id. */
  organizationId?: string | undefined;
  orgPath?: string | undefined;
  siteId?: string | undefined;
  password: string;
};
type Place =
  | { readonly organizationId: string; readonly orgPath: string | null }
  | { readonly siteId: string };
export type ReadAccount = {
  username: string;
  displayName: string;
  role: string;
  place: Place;
  password: string;
};

export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,63}$/;
export const USERNAME_RULE = '用户名须为 2–64 个小写字母、数字、点、横线或下划线，以字母或数字开头。';

/** The account that the command makes, or a sentence on what is wrong with it. */
export async function readAccount(given: Given): Promise<ReadAccount | string> {
  const { username = '', displayName, role = '', password } = given;
  const name = username.trim().toLowerCase();
  if (isPlaceholder(username)) return placeholderSentence(username);
  if (!USERNAME.test(name)) return USERNAME_RULE;
  if (!isStaffRole(role))
    return '角色有误，须为 DISTRICT、TOWNSHIP、SYSTEM_ADMIN、SECURITY_ADMIN、AUDIT_ADMIN 等。';
  const place = readPlace(role, given);
  if (typeof place === 'string') return place;
  const weakness = await judgePassword(password, name);
  if (weakness) return WEAKNESSES[weakness];
  return { username: name, displayName: tidyName(displayName ?? '') || name, role, place, password };
}

const placeholderSentence = (text: string): string => `“${text}”是示例里的占位文字，请换成真实的值。`;

/** A steward is granted at a site, everyone else at an organization. */
function readPlace(role: string, { organizationId, orgPath, siteId }: Given): Place | string {
  for (const text of [organizationId, orgPath, siteId])
    if (text !== undefined && isPlaceholder(text)) return placeholderSentence(text);
  if (role === 'STEWARD') {
    if (!siteId || organizationId || orgPath)
      return '示范点站点管理员在站点任职：请用 --site 站点编号，不用 --org-path 和 --organization。';
    return { siteId };
  }
  if (siteId) return '只有示范点站点管理员用 --site；其他角色请用 --organization 组织编号。';
  if (organizationId && orgPath) return '--organization 与 --org-path 只填一个。';
  if (organizationId) return { organizationId, orgPath: null };
  if (!orgPath || !/^\/([\w-]+\/)+$/.test(orgPath))
    return '组织路径须以斜杠开头和结尾，例如 /district/；也可以用 --organization 组织编号。';
  return { organizationId: orgPath.split('/').at(-2) as string, orgPath };
}

/** The role at its place, as the owner of the place knows it; a sentence when there is no such place. */
export async function roleAt(places: Places, { role, place }: ReadAccount): Promise<AccountRole | string> {
  const held = await placed(places, role, place);
  if (typeof held === 'string') return held;
  const verdict = judgeGrant({ _id: '', roles: [] }, held, 'the command');
  return verdict === 'GRANT' || verdict === 'ALREADY_HELD' ? held : REFUSED_ROLES[verdict];
}

async function placed(places: Places, role: string, place: Place): Promise<AccountRole | string> {
  if ('siteId' in place) {
    const orgPath = await places.site(place.siteId);
    return orgPath === null
      ? `没有编号为 ${place.siteId} 的站点，账号没有创建。请核对站点编号。`
      : { role, orgPath, siteId: place.siteId };
  }
  const { organizationId } = place;
  const orgPath = await places.organization(organizationId);
  if (orgPath === null)
    return `没有编号为 ${organizationId} 的组织，账号没有创建。区级组织请先用 found-district.ts 建立。`;
  if (place.orgPath !== null && place.orgPath !== orgPath)
    return `这个组织的路径是 ${orgPath}，不是 ${place.orgPath}，账号没有创建。请核对路径。`;
  return { role, orgPath, organizationId };
}

const NOT_PLACED = '角色与任职的组织或站点不符，账号没有创建。';
const REFUSED_ROLES: Record<GrantRefusal, string> = {
  OWN_ACCOUNT: NOT_PLACED,
  ROLES_EXCLUDE_EACH_OTHER: NOT_PLACED,
  ROLE_UNKNOWN: NOT_PLACED,
  SITE_NEEDED: NOT_PLACED,
  ORGANIZATION_NEEDED: NOT_PLACED,
  DISTRICT_NEEDED: '区级角色和三个管理员只能在区级组织任职，账号没有创建。请改用区级组织的编号。',
};

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
