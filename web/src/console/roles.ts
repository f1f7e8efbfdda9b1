// Which role opens which page. The server decides; a page that would only answer FORBIDDEN is not offered.
import type { StaffRole } from '../graphql/generated/graphql.ts';

const WORK = [
  'DISTRICT',
  'COMMITTEE_UNIT',
  'TOWNSHIP',
  'INDUSTRY',
  'SECRETARY',
  'INSTRUCTOR',
  'PARTY_WORKER',
] as const satisfies readonly StaffRole[];

export const ADMINISTRATORS = [
  'SYSTEM_ADMIN',
  'SECURITY_ADMIN',
  'AUDIT_ADMIN',
] as const satisfies readonly StaffRole[];

/** Who opens activities at sites of the own part of the tree. */
export const OPENS_ACTIVITIES = [
  'DISTRICT',
  'COMMITTEE_UNIT',
  'TOWNSHIP',
  'SECRETARY',
  'PARTY_WORKER',
] as const satisfies readonly StaffRole[];

/** Who says of a check-in whether the member was there, and undoes one. */
export const DOOR_STAFF = [...OPENS_ACTIVITIES, 'STEWARD'] as const satisfies readonly StaffRole[];

export const ALL_ROLES = [
  ...WORK,
  'STEWARD',
  'AUDITOR',
  ...ADMINISTRATORS,
] as const satisfies readonly StaffRole[];

/** Pages by the roles that they are for; `c-own` is everybody's. */
export const PAGE_ROLES = {
  'c-overview': [...WORK, 'STEWARD'],
  'c-sites': [...WORK, 'STEWARD'],
  'c-sessions': [...WORK, 'STEWARD'],
  'c-waiting': DOOR_STAFF,
  'c-screens': ['DISTRICT', 'SYSTEM_ADMIN'],
  'c-consents': ['DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY', 'PARTY_WORKER'],
  'c-reveal': ['DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY'],
  'c-simulation': WORK,
  'c-accounts': ['SYSTEM_ADMIN', 'SECURITY_ADMIN'],
  'c-clients': ['SECURITY_ADMIN', 'AUDIT_ADMIN'],
  'c-keys': ['SECURITY_ADMIN'],
  'c-audit': ['AUDIT_ADMIN', 'AUDITOR'],
} as const satisfies Record<string, readonly StaffRole[]>;

export type PageName = keyof typeof PAGE_ROLES | 'c-own';

type Roles = readonly { role: string }[] | undefined;

export function holdsRole(roles: Roles, ...wanted: readonly StaffRole[]): boolean {
  return (roles ?? []).some(({ role }) => wanted.some((one) => one === role));
}

export function mayOpen(page: unknown, roles: Roles): boolean {
  if (page === 'c-own') return true;
  return isGuarded(page) && holdsRole(roles, ...PAGE_ROLES[page]);
}

/** Where somebody begins: the first page of the own roles, in the order of the navigation. */
export function firstPage(roles: Roles): PageName {
  const order: readonly (keyof typeof PAGE_ROLES)[] = ['c-overview', 'c-accounts', 'c-audit'];
  return order.find((page) => mayOpen(page, roles)) ?? 'c-own';
}

function isGuarded(page: unknown): page is keyof typeof PAGE_ROLES {
  return typeof page === 'string' && Object.hasOwn(PAGE_ROLES, page);
}
