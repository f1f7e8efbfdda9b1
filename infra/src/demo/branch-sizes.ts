import type { Rng } from './rng.ts';

/** Where a branch stands: below an enterprise's committee or general branch, alone, or joint. */
export type Place = 'OF_COMMITTEE' | 'OF_GENERAL' | 'OWN' | 'JOINT';

type Range = { least: number; usual: number; spread: number; most: number };

/**
 * How many members branches have. Three full members make a branch, a general branch has about 50 and a committee about
 * 100 members, so their branches start where three or four of them reach that. Never over 50.
 */
const RANGES: Record<Place, Range> = {
  OF_COMMITTEE: { least: 25, usual: 29, spread: 4, most: 49 },
  OF_GENERAL: { least: 17, usual: 19, spread: 2.5, most: 40 },
  OWN: { least: 3, usual: 8, spread: 5, most: 36 },
  JOINT: { least: 3, usual: 10, spread: 4, most: 30 },
};

/** Gives each branch its size; they add up to `total`. */
export function branchSizes(
  branches: readonly { place: Place; size: number }[],
  total: number,
  rng: Rng,
): void {
  let left = total;
  for (const branch of branches) {
    const { least, usual, spread, most } = RANGES[branch.place];
    branch.size = Math.min(
      most,
      Math.max(least, Math.round(usual + spread * rng.bell() + spread * Math.max(0, rng.bell() - 1.2))),
    );
    left -= branch.size;
  }
  let idle = 0;
  while (left !== 0) {
    const branch = rng.pick(branches);
    const step = Math.sign(left);
    const { least, most } = RANGES[branch.place];
    const fits = branch.size + step >= least && branch.size + step <= most;
    idle = fits ? 0 : idle + 1;
    if (idle > 1_000_000) throw new Error(`${total} members do not fit into ${branches.length} branches`);
    if (!fits) continue;
    branch.size += step;
    left -= step;
  }
}
