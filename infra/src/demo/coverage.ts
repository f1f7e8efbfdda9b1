import type {
  EnterpriseDocument,
  GridDocument,
  StaffMemberDocument,
} from '@hongxin/organizations/collections';
import { apportion } from './apportion.ts';
import type { Firm } from './enterprises.ts';
import { idMaker } from './ids.ts';
import type { Tree } from './organizations.ts';
import { personName } from './person-names.ts';
import { createRng } from './rng.ts';
import type { ScaleFigures } from './scale.ts';
import type { DemoTownship } from './townships.ts';

type Firms = ReadonlyMap<string, readonly Firm[]>;
export type Coverage = {
  enterprises: EnterpriseDocument[];
  grids: GridDocument[];
  staff: StaffMemberDocument[];
};

/** How the Party's work reaches each of the enterprises: by an organization, a grid, or an instructor's work. */
export function coverEnterprises(
  seed: string,
  figures: ScaleFigures,
  townships: readonly DemoTownship[],
  firms: Firms,
  tree: Tree,
): Coverage {
  const rng = createRng(seed, 'coverage');
  const newId = idMaker(rng);
  const weights = townships.map(({ weight }) => weight);
  const gridCounts = apportion(figures.grids, weights, 1);
  const gridFirmCounts = apportion(figures.gridEnterprises, gridCounts);
  const instructorCounts = apportion(figures.instructors, weights, 1);
  const workerCounts = apportion(figures.partyAffairsWorkers, weights);
  const result: Coverage = { enterprises: [], grids: [], staff: [] };
  for (const [i, { code, name }] of townships.entries()) {
    const orgPath = pathOf(tree, code);
    const grids = Array.from({ length: gridCounts[i] as number }, (_, n): GridDocument => {
      return { _id: newId(), name: `${name}第${n + 1}网格`, townshipCode: code, orgPath };
    });
    result.grids.push(...grids);
    const without: Firm[] = [];
    for (const firm of firms.get(code) ?? []) {
      const organization = tree.ofFirm.get(firm._id);
      if (!organization) without.push(firm);
      else
        result.enterprises.push({
          ...firm,
          coverage: organization.kind === 'JOINT_BRANCH' ? 'JOINT_ORGANIZATION' : 'OWN_ORGANIZATION',
          orgPath: organization.orgPath,
        });
    }
    const inGrids = gridFirmCounts[i] as number;
    for (const [n, firm] of without.entries()) {
      const grid = n < inGrids ? (grids[n % grids.length] as GridDocument) : undefined;
      result.enterprises.push(
        grid
          ? { ...firm, coverage: 'GRID', orgPath, gridId: grid._id }
          : { ...firm, coverage: 'WORK_ONLY', orgPath },
      );
    }
    const staffOf = (role: StaffMemberDocument['role'], count: number) =>
      Array.from({ length: count }, (_, n): StaffMemberDocument => ({
        _id: newId(),
        name: personName(rng),
        role,
        orgPath,
        townshipCode: code,
        enterpriseIds:
          role === 'INSTRUCTOR' ? without.filter((_firm, f) => f % count === n).map(({ _id }) => _id) : [],
      }));
    result.staff.push(...staffOf('INSTRUCTOR', instructorCounts[i] as number));
    result.staff.push(...staffOf('PARTY_AFFAIRS_WORKER', workerCounts[i] as number));
  }
  return result;
}

function pathOf(tree: Tree, townshipCode: string): string {
  const committee = tree.committees.get(townshipCode);
  if (!committee) throw new Error(`township ${townshipCode} has no committee`);
  return committee.orgPath;
}
