/** Where money comes from. */
export const FUND_SOURCES = [
  'DISTRICT_GRANT',
  'ACTIVITY_FUND',
  'MATCHING_TOWN',
  'MATCHING_ENTERPRISE',
  'DUES_REBATE',
  'CROWDFUNDING',
] as const;

export type FundSource = (typeof FUND_SOURCES)[number];

/** An allocation of money to an organization. */
export type FundLine = {
  _id: string;
  organizationId: string;
  orgPath: string;
  year: number;
  source: FundSource;
  /** What was allocated, in fen; the line's first posting says the same. */
  allocatedFen: number;
  allocatedAt: Date;
  /** Version of the policy table that the amount follows; left out where a person set it. */
  policyVersion?: number;
  /** How many postings moved money on the line. Each spending writes it, so that two at once cannot both pass. */
  movements: number;
};
