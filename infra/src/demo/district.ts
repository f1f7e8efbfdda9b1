import type { CheckInDocument, SiteDocument } from '@hongxin/activities/collections';
import type {
  DemonstrationBeltDocument,
  ServiceCenterDocument,
  StaffMemberDocument,
} from '@hongxin/organizations/collections';
import { dayOf } from '@hongxin/kit/time';
import { makeAccounts, type DemoAccount } from './accounts.ts';
import { makeActivities, type Held } from './activities.ts';
import { makeCheckIns } from './attendances.ts';
import { coverEnterprises, type Coverage } from './coverage.ts';
import { makeFirms } from './enterprises.ts';
import { makeFunds, type Funds } from './funds.ts';
import { makeMembers, type Person } from './members.ts';
import { makeTree, type Tree } from './organizations.ts';
import { makePoints, type MemberMonth } from './points.ts';
import { DEMO_SEED } from './rng.ts';
import { scales, type Scale } from './scale.ts';
import { makeStaff } from './staff.ts';
import { readTownships, type DemoTownship } from './townships.ts';
import { makeBelts, makeServiceCenters, makeSites } from './venues.ts';

export { demoPhones } from './phones.ts';

export type DistrictOptions = {
  seed?: string;
  scale?: Scale;
  /** The day after the demo year, `YYYY-MM-DD` in Asia/Shanghai. */
  today?: string;
};

/** The whole demo district as documents. The same options make the same district; what is many comes one by one. */
export type DemoDistrict = Coverage & {
  staff: StaffMemberDocument[];
  townships: DemoTownship[];
  tree: Tree;
  serviceCenters: ServiceCenterDocument[];
  belts: DemonstrationBeltDocument[];
  members: Person[];
  sites: SiteDocument[];
  /** The year's activities with one session each. */
  year: Held[];
  checkIns(): Iterable<CheckInDocument>;
  /** Members' points, month by month. */
  points(): Iterable<MemberMonth>;
  funds(): Funds;
  accounts: DemoAccount[];
};

export function district({
  seed = DEMO_SEED,
  scale = 'full',
  today = dayOf(new Date()),
}: DistrictOptions = {}): DemoDistrict {
  const figures = scales[scale];
  const townships = readTownships();
  const firms = makeFirms(seed, figures, townships);
  const tree = makeTree(seed, figures, townships, firms, today);
  const coverage = coverEnterprises(seed, figures, townships, firms, tree);
  const members = makeMembers(seed, tree.branches, today);
  const sites = makeSites(seed, townships, coverage.enterprises, tree);
  const year = makeActivities(seed, figures.activities, sites, today);
  const checkIns = () => makeCheckIns(seed, figures.attendances, year, members, today);
  return {
    ...coverage,
    staff: makeStaff(seed, figures, townships, coverage.enterprises, tree),
    townships,
    tree,
    serviceCenters: makeServiceCenters(seed, townships),
    belts: makeBelts(seed, townships, coverage.enterprises),
    members,
    sites,
    year,
    checkIns,
    points: () => makePoints(seed, members, checkIns(), today),
    funds: () => makeFunds(seed, figures.fundsYuan, tree, today),
    accounts: makeAccounts(seed, tree, sites),
  };
}
