import { isId } from '@hongxin/kit/ids';
import { isAdministrator, isStaffRole } from '@hongxin/kit/roles';
import type { AccountRole } from '../collections.ts';

/** Whoever runs the system signs in with two factors. */
export const mustHaveSecondFactor = (roles: readonly { role: string }[]): boolean =>
  roles.some(({ role }) => isAdministrator(role));

export type GrantRefusal =
  | 'OWN_ACCOUNT'
  | 'ROLES_EXCLUDE_EACH_OTHER'
  | 'ROLE_UNKNOWN'
  | 'SITE_NEEDED'
  | 'ORGANIZATION_NEEDED'
  | 'DISTRICT_NEEDED';

const isSame = (one: AccountRole, other: AccountRole): boolean =>
  one.role === other.role && one.orgPath === other.orgPath && one.siteId === other.siteId;

export const holdsRole = (roles: readonly AccountRole[], wanted: AccountRole): boolean =>
  roles.some((held) => isSame(held, wanted));

export const withoutRole = (roles: readonly AccountRole[], unwanted: AccountRole): AccountRole[] =>
  roles.filter((held) => !isSame(held, unwanted));

/** Held for the whole district: at the root of the tree, `/<id>/`. */
const isAtRoot = (orgPath: string): boolean => /^\/[^/]+\/$/.test(orgPath);

/** What a place must be for a role, before anybody is asked where it lies. */
export function judgePlace(
  role: string,
  place: { organizationId?: string | null | undefined; siteId?: string | null | undefined },
): GrantRefusal | null {
  if (!isStaffRole(role)) return 'ROLE_UNKNOWN';
  if (role === 'STEWARD') return place.siteId && !place.organizationId ? null : 'SITE_NEEDED';
  return place.organizationId && !place.siteId ? null : 'ORGANIZATION_NEEDED';
}

/**
 * Whether an account may be given a role. The three administrators are three accounts: each of these roles goes with no
 * other one, not with itself at another place either.
 */
export function judgeGrant(
  account: { _id: string; roles: readonly AccountRole[] },
  wanted: AccountRole,
  granterId: string,
): GrantRefusal | 'GRANT' | 'ALREADY_HELD' {
  if (account._id === granterId) return 'OWN_ACCOUNT';
  if (holdsRole(account.roles, wanted)) return 'ALREADY_HELD';
  const isForDistrict = wanted.role === 'DISTRICT' || isAdministrator(wanted.role);
  if (isForDistrict && !isAtRoot(wanted.orgPath)) return 'DISTRICT_NEEDED';
  const all = [...account.roles, wanted];
  if (all.length > 1 && all.some(({ role }) => isAdministrator(role))) return 'ROLES_EXCLUDE_EACH_OTHER';
  return 'GRANT';
}

/** A role given by the command names only a path: its last part is the organization. */
export function organizationOf({ organizationId, siteId, orgPath }: AccountRole): string | null {
  if (siteId) return null;
  const last = orgPath.split('/').at(-2) ?? '';
  return organizationId ?? (isId(last) ? last : null);
}
