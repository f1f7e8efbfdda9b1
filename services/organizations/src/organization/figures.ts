import type { Collections } from '../collections.ts';
import { remember } from '@hongxin/kit/remember';
import { BRANCH_KINDS } from './organization.ts';

const KEPT_MS = 10_000;

export type Figures = ReturnType<typeof createFigures>;

/** Counts of the whole district, at most 10 s old. */
export function createFigures(collections: Collections) {
  const { organizations, enterprises, staffMembers, serviceCenters, demonstrationBelts } = collections;
  return {
    district: remember(async () => {
      const [all, inGrids, bodies, branches, instructors, workers, centers, belts] = await Promise.all([
        enterprises.countDocuments(),
        enterprises.countDocuments({ coverage: 'GRID' }),
        organizations.countDocuments(),
        organizations.countDocuments({ kind: { $in: BRANCH_KINDS } }),
        staffMembers.countDocuments({ role: 'INSTRUCTOR' }),
        staffMembers.countDocuments({ role: 'PARTY_AFFAIRS_WORKER' }),
        serviceCenters.countDocuments(),
        demonstrationBelts.countDocuments(),
      ]);
      return {
        enterprises: all,
        enterprisesInGrids: inGrids,
        organizations: bodies,
        branches,
        instructors,
        partyAffairsWorkers: workers,
        serviceCenters: centers,
        demonstrationBelts: belts,
      };
    }, KEPT_MS),

    enterprisesByTownship: remember(async () => {
      const rows = await enterprises.aggregate<{ _id: string; count: number }>([
        { $group: { _id: '$townshipCode', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map((row) => [row._id, row.count]));
    }, KEPT_MS),
  };
}
