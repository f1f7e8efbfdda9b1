/**
 * What a role is for. Each is held in a part of the organization tree (`orgPath`). A steward's part is the site alone: a
 * place of its own below the organizations, in which no organization, member, enterprise or money lies.
 */
export const ROLES = {
  /** 区委社会工作部 · 区两新工委 */
  DISTRICT: 'WORK',
  /** 两新工委成员单位 */
  COMMITTEE_UNIT: 'WORK',
  /** 乡镇（街道）两新党工委 */
  TOWNSHIP: 'WORK',
  /** 行业主管部门 */
  INDUSTRY: 'WORK',
  /** 党组织书记 */
  SECRETARY: 'WORK',
  /** 示范点站点管理员 */
  STEWARD: 'SITE',
  /** 党建指导员 */
  INSTRUCTOR: 'WORK',
  /** 党务工作者 */
  PARTY_WORKER: 'WORK',
  /** 审计员: reads the audit of a part of the tree, nothing else */
  AUDITOR: 'AUDIT',
  /** 系统管理员: accounts, devices, signing in */
  SYSTEM_ADMIN: 'ADMINISTRATION',
  /** 安全管理员: who holds which role, other systems' access, keys */
  SECURITY_ADMIN: 'ADMINISTRATION',
  /** 审计管理员: the whole audit */
  AUDIT_ADMIN: 'ADMINISTRATION',
} as const satisfies Record<string, 'WORK' | 'SITE' | 'AUDIT' | 'ADMINISTRATION'>;

export type StaffRole = keyof typeof ROLES;

/** Who works with persons by their names: guides, leads or advises the branches of the own part of the tree. */
export const KNOWS_MEMBERS = [
  'DISTRICT',
  'COMMITTEE_UNIT',
  'TOWNSHIP',
  'SECRETARY',
  'INSTRUCTOR',
  'PARTY_WORKER',
] as const satisfies readonly StaffRole[];

/** The place of a site: what a steward holds, and where what happens at the site lies. */
export const placeOfSite = (orgPath: string, siteId: string): string => `${orgPath}${siteId}/`;

export const isStaffRole = (role: string): role is StaffRole => Object.hasOwn(ROLES, role);

/** Administrators run the system; they see no row of the district's work (separation of the three administrators). */
export const isAdministrator = (role: string): boolean =>
  isStaffRole(role) && ROLES[role] === 'ADMINISTRATION';

/** Whether a role opens rows of the district's work at all. `MEMBER` and `CLIENT` do, in their own part of the tree. */
export const opensRows = (role: string): boolean => !isStaffRole(role) || ROLES[role] === 'WORK';
