import { roundHalfUp } from './rounding.ts';

/** Members of a branch whose index lies in the same ten-point step. */
export type StepCount = { branchId: string; step: number; sumTenths: number; members: number };

export type IndexPicture = {
  month: string;
  meanTenths: number | null;
  distribution: number[];
  branches: { branchId: string; meanTenths: number; memberCount: number }[];
  version: number;
};

/** The top step is 90–100. */
const STEPS = 10;
/** Of fewer members a mean would tell of persons. */
const FEWEST_MEMBERS = 5;
const MOST_BRANCHES = 24;

/** The district's index in one picture, without persons. */
export function drawPicture(month: string, version: number, counts: readonly StepCount[]): IndexPicture {
  const branches = new Map<string, { sum: number; members: number }>();
  const all = { sum: 0, members: 0 };
  for (const { branchId, sumTenths, members } of counts) {
    const branch = branches.get(branchId) ?? { sum: 0, members: 0 };
    branches.set(branchId, branch);
    for (const total of [all, branch]) {
      total.sum += sumTenths;
      total.members += members;
    }
  }
  const best = [...branches]
    .filter(([, { members }]) => members >= FEWEST_MEMBERS)
    .sort(([a, x], [b, y]) => y.sum / y.members - x.sum / x.members || (a < b ? -1 : 1))
    .slice(0, MOST_BRANCHES);
  return {
    month,
    meanTenths: mean(all),
    distribution: Array.from({ length: STEPS }, (_, step) => membersAt(step, counts)),
    branches: best.map(([branchId, branch]) => ({
      branchId,
      meanTenths: mean(branch) ?? 0,
      memberCount: branch.members,
    })),
    version,
  };
}

const membersAt = (wanted: number, counts: readonly StepCount[]): number =>
  counts.reduce((sum, { step, members }) => (Math.min(step, STEPS - 1) === wanted ? sum + members : sum), 0);

const mean = ({ sum, members }: { sum: number; members: number }): number | null =>
  members === 0 ? null : roundHalfUp(sum, members);
