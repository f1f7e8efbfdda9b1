/**
 * What an organization is granted in a year, as a table by version. The district's text gives the amounts
 * (3,000 / 10,000 / 20,000 yuan; at least 150 yuan a member; 1:1) but not who gets which: the assignment by kind, and
 * that town and enterprise match the district's grant each, are defaults for the district to confirm.
 * A version that money followed is never edited: a change is a new version.
 */
export type GrantPolicy = {
  readonly version: number;
  /** First year that it holds for. */
  readonly fromYear: number;
  /** 财政补助, fen a year; a kind that is not there gets none. */
  readonly grantFen: Readonly<Record<string, number>>;
  /** 活动经费, fen per member and year. */
  readonly activityFenPerMember: number;
  /** 1:1 配套: parts of the district's grant in percent. */
  readonly townMatchPercent: number;
  readonly enterpriseMatchPercent: number;
};

export const GRANT_POLICIES: readonly GrantPolicy[] = [
  {
    version: 1,
    fromYear: 2015,
    grantFen: {
      PARTY_BRANCH: 300_000,
      JOINT_BRANCH: 300_000,
      GENERAL_BRANCH: 1_000_000,
      PARTY_COMMITTEE: 2_000_000,
    },
    activityFenPerMember: 15_000,
    townMatchPercent: 100,
    enterpriseMatchPercent: 100,
  },
];

/** The policy of a year: the newest that holds by then. Throws for a year before the first. */
export function policyOf(year: number, policies: readonly GrantPolicy[] = GRANT_POLICIES): GrantPolicy {
  const found = policies
    .filter((policy) => policy.fromYear <= year)
    .sort((a, b) => b.fromYear - a.fromYear || b.version - a.version)[0];
  if (!found) throw new Error(`no grant policy holds for ${year}`);
  return found;
}

export type Grantee = {
  /** Kind of organization, e.g. PARTY_BRANCH. */
  readonly kind: string;
  /** Members of the organization itself. */
  readonly memberCount: number;
  /** Whether one enterprise stands behind it, which then matches. */
  readonly hasEnterprise: boolean;
};

export type Entitlement = {
  readonly source: 'DISTRICT_GRANT' | 'ACTIVITY_FUND' | 'MATCHING_TOWN' | 'MATCHING_ENTERPRISE';
  readonly amountFen: number;
};

/** What the policy gives an organization in a year, by source; sources that give nothing are left out. */
export function entitlementsOf(policy: GrantPolicy, grantee: Grantee): Entitlement[] {
  const grant = policy.grantFen[grantee.kind] ?? 0;
  const all: Entitlement[] = [
    { source: 'DISTRICT_GRANT', amountFen: grant },
    { source: 'ACTIVITY_FUND', amountFen: policy.activityFenPerMember * grantee.memberCount },
    { source: 'MATCHING_TOWN', amountFen: share(grant, policy.townMatchPercent) },
    {
      source: 'MATCHING_ENTERPRISE',
      amountFen: grantee.hasEnterprise ? share(grant, policy.enterpriseMatchPercent) : 0,
    },
  ];
  return all.filter(({ amountFen }) => amountFen > 0);
}

/** Whole fen, rounded half up. */
const share = (fen: number, percent: number): number => Math.floor((fen * percent + 50) / 100);
