/** `full` has the figures that the district's own text gives; `small` the same shape for tests. */
export type Scale = 'full' | 'small';

export type ScaleFigures = {
  enterprises: number;
  /** Enterprises whose members are managed by a grid. */
  gridEnterprises: number;
  grids: number;
  members: number;
  committees: number;
  generalBranches: number;
  /** Branches directly below a township committee, each of one enterprise. */
  ownBranches: number;
  jointBranches: number;
  instructors: number;
  partyAffairsWorkers: number;
  activities: number;
  attendances: number;
  fundsYuan: number;
};

export const BRANCHES_OF_COMMITTEE = 4;
export const BRANCHES_OF_GENERAL_BRANCH = 3;

export const scales: Record<Scale, ScaleFigures> = {
  full: {
    enterprises: 19_236,
    gridEnterprises: 583,
    grids: 72,
    members: 8_312,
    committees: 12,
    generalBranches: 38,
    ownBranches: 422,
    jointBranches: 118,
    instructors: 230,
    partyAffairsWorkers: 67,
    activities: 302,
    attendances: 24_186,
    fundsYuan: 7_000_000,
  },
  small: {
    enterprises: 400,
    gridEnterprises: 24,
    grids: 24,
    members: 200,
    committees: 0,
    generalBranches: 1,
    ownBranches: 24,
    jointBranches: 6,
    instructors: 24,
    partyAffairsWorkers: 5,
    activities: 10,
    attendances: 300,
    fundsYuan: 240_000,
  },
};
