import type { AccountRole } from '@hongxin/identity/collections';
import type { SiteDocument } from '@hongxin/activities/collections';
import { idMaker } from './ids.ts';
import type { StaffRole } from '@hongxin/kit/roles';
import type { OrganizationDocument } from '@hongxin/organizations/collections';
import { committeeOf, type Tree } from './organizations.ts';
import { createRng } from './rng.ts';

export type DemoAccount = {
  _id: string;
  username: string;
  displayName: string;
  password: string;
  roles: AccountRole[];
};

type Login = Pick<DemoAccount, 'username' | 'displayName' | 'password'>;

/**
 * Staff of the demo district with passwords that everyone may know. They are loaded with the demo district only, which is
 * never loaded with HONGXIN_ENV=production. One for each role; the three administrators set up their second factor at
 * their first sign-in.
 */
export const demoLogins = {
  district: {
    username: 'district',
    displayName: '区两新工委管理员（演示）',
    password: 'red-heart-of-fuyang',
  },
  township: {
    username: 'dongzhou',
    displayName: '东洲街道两新党工委书记（演示）',
    password: 'red-heart-of-a-township',
  },
  steward: {
    username: 'site02',
    displayName: '东洲服务中心站点管理员（演示）',
    password: 'red-heart-at-a-site',
  },
  secretary: {
    username: 'branch01',
    displayName: '党支部书记（演示）',
    password: 'red-heart-of-a-house',
  },
  instructor: {
    username: 'instructor01',
    displayName: '党建指导员（演示）',
    password: 'red-heart-in-the-field',
  },
  partyWorker: {
    username: 'worker01',
    displayName: '党务工作者（演示）',
    password: 'red-heart-at-the-desk',
  },
  committeeUnit: {
    username: 'unit01',
    displayName: '区两新工委成员单位联络员（演示）',
    password: 'red-heart-of-an-office',
  },
  industry: {
    username: 'industry01',
    displayName: '行业主管部门联络员（演示）',
    password: 'red-heart-of-all-trades',
  },
  auditor: {
    username: 'auditor01',
    displayName: '审计员（演示）',
    password: 'red-heart-with-a-lens',
  },
  systemAdmin: {
    username: 'sysadmin',
    displayName: '系统管理员（演示）',
    password: 'red-heart-of-the-machine',
  },
  securityAdmin: {
    username: 'secadmin',
    displayName: '安全管理员（演示）',
    password: 'red-heart-of-the-keys',
  },
  auditAdmin: {
    username: 'auditadmin',
    displayName: '审计管理员（演示）',
    password: 'red-heart-of-the-record',
  },
} as const satisfies Record<string, Login>;

const STEWARD_SITE = 'S02';

export function makeAccounts(seed: string, tree: Tree, sites: readonly SiteDocument[]): DemoAccount[] {
  const newId = idMaker(createRng(seed, 'accounts'));
  const site = sites.find(({ code }) => code === STEWARD_SITE);
  if (!site) throw new Error(`no site ${STEWARD_SITE}`);
  const township = committeeOf(tree, site.townshipCode);
  const branch = tree.branches.find(({ organization }) => organization.orgPath.startsWith(township.orgPath));
  if (!branch) throw new Error(`no branch below ${township.name}`);
  const account = (login: Login, role: AccountRole): DemoAccount => ({
    _id: newId(),
    ...login,
    roles: [role],
  });
  const at = (role: StaffRole, { _id, orgPath }: OrganizationDocument): AccountRole => ({
    role,
    orgPath,
    organizationId: _id,
  });
  return [
    account(demoLogins.district, at('DISTRICT', tree.district)),
    account(demoLogins.township, at('TOWNSHIP', township)),
    account(demoLogins.steward, { role: 'STEWARD', orgPath: site.orgPath, siteId: site._id }),
    account(demoLogins.secretary, at('SECRETARY', branch.organization)),
    account(demoLogins.instructor, at('INSTRUCTOR', township)),
    account(demoLogins.partyWorker, at('PARTY_WORKER', township)),
    account(demoLogins.committeeUnit, at('COMMITTEE_UNIT', tree.district)),
    account(demoLogins.industry, at('INDUSTRY', tree.district)),
    account(demoLogins.auditor, at('AUDITOR', tree.district)),
    account(demoLogins.systemAdmin, at('SYSTEM_ADMIN', tree.district)),
    account(demoLogins.securityAdmin, at('SECURITY_ADMIN', tree.district)),
    account(demoLogins.auditAdmin, at('AUDIT_ADMIN', tree.district)),
  ];
}
