import type { EnterpriseDocument, StaffMemberDocument } from '@hongxin/organizations/collections';
import { apportion } from './apportion.ts';
import { idMaker } from './ids.ts';
import { committeeOf, type Tree } from './organizations.ts';
import { personName } from './person-names.ts';
import { createRng } from './rng.ts';
import type { ScaleFigures } from './scale.ts';
import type { DemoTownship } from './townships.ts';

/** Instructors, who share out a township's enterprises without an organization of their own, and Party-affairs workers. */
export function makeStaff(
  seed: string,
  figures: ScaleFigures,
  townships: readonly DemoTownship[],
  enterprises: readonly EnterpriseDocument[],
  tree: Tree,
): StaffMemberDocument[] {
  const rng = createRng(seed, 'staff');
  const newId = idMaker(rng);
  const weights = townships.map(({ weight }) => weight);
  const instructors = apportion(figures.instructors, weights, 1);
  const workers = apportion(figures.partyAffairsWorkers, weights);
  const without = Map.groupBy(
    enterprises.filter(({ coverage }) => coverage === 'GRID' || coverage === 'WORK_ONLY'),
    ({ townshipCode }) => townshipCode,
  );
  return townships.flatMap(({ code: townshipCode }, i) => {
    const { orgPath } = committeeOf(tree, townshipCode);
    const person = (role: StaffMemberDocument['role'], enterpriseIds: string[]): StaffMemberDocument => {
      return { _id: newId(), name: personName(rng), role, orgPath, townshipCode, enterpriseIds };
    };
    const shares: string[][] = Array.from({ length: instructors[i] as number }, () => []);
    for (const [n, { _id }] of (without.get(townshipCode) ?? []).entries())
      shares[n % shares.length]?.push(_id);
    return [
      ...shares.map((share) => person('INSTRUCTOR', share)),
      ...Array.from({ length: workers[i] as number }, () => person('PARTY_AFFAIRS_WORKER', [])),
    ];
  });
}
