/**
 * Index scheme 1 of the pioneer index 先锋指数 as a table. All points are integer tenths. A changed scheme is a new
 * version beside this one; an index says which version counted it.
 */
export type Category = 'ORGANIZATION_LIFE' | 'STUDY' | 'DUES' | 'SERVICE' | 'DUTY';
export type LineCategory = Category | 'BONUS' | 'PENALTY';
export type Grade = 'PIONEER' | 'QUALIFIED' | 'BASICALLY_QUALIFIED' | 'UNQUALIFIED';

/** What a point event says, by the rule that it falls under; `units` of an event counts it. */
export const RULES = [
  /** A valid check-in at an open activity. */
  'attendance',
  /** A required session of the branch was held: one more is due. */
  'required-session',
  /** Approved leave: one less is due. */
  'approved-leave',
  /** A lesson with effective time. */
  'lesson',
  /** The month's dues were paid within the month. */
  'dues-paid',
  /** Volunteer service; units are minutes. */
  'volunteer-minutes',
  'commitment-pledged',
  /** A pledged commitment was kept, confirmed by the branch. */
  'commitment-kept',
  'commendation',
  'absence-without-leave',
  'dues-in-arrears',
] as const;
export type PointRule = (typeof RULES)[number];

/** Attendances beyond what was due make lines of their own. */
export type LineRule = PointRule | 'extra-activity';

/** Version and figures of a scheme; `countIndex` gives them their meaning. */
export type Scheme = {
  readonly version: number;
  readonly caps: Readonly<Record<Category, number>>;
  /** What the basic part is scaled to. */
  readonly basicTenths: number;
  /** Open fixed activity days due in a month besides what the branch requires. */
  readonly fixedActivityDays: number;
  readonly lesson: { readonly tenths: number; readonly dayTenths: number };
  readonly volunteerHourTenths: number;
  readonly bonus: {
    readonly capTenths: number;
    readonly extraActivity: { readonly tenths: number; readonly capTenths: number };
    readonly commendationTenths: number;
  };
  readonly penalty: { readonly absenceTenths: number; readonly arrearsTenths: number };
  /** From the best down. */
  readonly grades: readonly { readonly from: number; readonly grade: Grade }[];
};

export const schemeOne: Scheme = {
  version: 1,
  caps: { ORGANIZATION_LIFE: 250, STUDY: 150, DUES: 100, SERVICE: 150, DUTY: 150 },
  basicTenths: 800,
  fixedActivityDays: 1,
  lesson: { tenths: 5, dayTenths: 15 },
  volunteerHourTenths: 50,
  bonus: { capTenths: 200, extraActivity: { tenths: 20, capTenths: 100 }, commendationTenths: 50 },
  penalty: { absenceTenths: 20, arrearsTenths: 50 },
  grades: [
    { from: 900, grade: 'PIONEER' },
    { from: 750, grade: 'QUALIFIED' },
    { from: 600, grade: 'BASICALLY_QUALIFIED' },
    { from: 0, grade: 'UNQUALIFIED' },
  ],
};
