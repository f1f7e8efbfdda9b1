import type { HeldRole } from '@hongxin/identity/collections';
import type { SiteDocument } from '@hongxin/activities/collections';
import { idMaker } from './ids.ts';
import { committeeOf, type Tree } from './organizations.ts';
import { createRng } from './rng.ts';

export type DemoAccount = {
  _id: string;
  username: string;
  displayName: string;
  password: string;
  roles: HeldRole[];
};

type Login = Pick<DemoAccount, 'username' | 'displayName' | 'password'>;

/**
 * Staff of the demo district with passwords that everyone may know. They are loaded with the demo district only, which is
 * never loaded with HONGXIN_ENV=production.
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
} as const satisfies Record<string, Login>;

const STEWARD_SITE = 'S02';

export function makeAccounts(seed: string, tree: Tree, sites: readonly SiteDocument[]): DemoAccount[] {
  const newId = idMaker(createRng(seed, 'accounts'));
  const site = sites.find(({ code }) => code === STEWARD_SITE);
  if (!site) throw new Error(`no site ${STEWARD_SITE}`);
  const township = committeeOf(tree, site.townshipCode);
  const account = (login: Login, role: string, orgPath: string): DemoAccount => ({
    _id: newId(),
    ...login,
    roles: [{ role, orgPath }],
  });
  return [
    account(demoLogins.district, 'DISTRICT', tree.district.orgPath),
    account(demoLogins.township, 'TOWNSHIP', township.orgPath),
    account(demoLogins.steward, 'STEWARD', site.orgPath),
  ];
}
