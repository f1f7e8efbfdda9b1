import { describe, expect, it } from 'vitest';
import { entitlementsOf, GRANT_POLICIES, policyOf, type GrantPolicy } from './policy.ts';

const [first] = GRANT_POLICIES as readonly [GrantPolicy];

describe('what an organization is entitled to in a year', () => {
  it.each([
    ['a branch of an enterprise', 'PARTY_BRANCH', 10, true, [300_000, 150_000, 300_000, 300_000]],
    ['a joint branch', 'JOINT_BRANCH', 6, false, [300_000, 90_000, 300_000]],
    ['a general branch', 'GENERAL_BRANCH', 0, true, [1_000_000, 1_000_000, 1_000_000]],
    ['a committee', 'PARTY_COMMITTEE', 3, true, [2_000_000, 45_000, 2_000_000, 2_000_000]],
    ['a township committee', 'TOWNSHIP_COMMITTEE', 0, false, []],
  ])('%s', (_, kind, memberCount, hasEnterprise, fen) => {
    const given = entitlementsOf(first, { kind, memberCount, hasEnterprise });
    expect(given.map((entitlement) => entitlement.amountFen)).toEqual(fen);
  });

  it('matches in whole fen, rounded half up', () => {
    const odd = {
      ...first,
      grantFen: { PARTY_BRANCH: 101 },
      townMatchPercent: 50,
      enterpriseMatchPercent: 0,
    };
    const given = entitlementsOf(odd, { kind: 'PARTY_BRANCH', memberCount: 0, hasEnterprise: true });
    expect(given).toEqual([
      { source: 'DISTRICT_GRANT', amountFen: 101 },
      { source: 'MATCHING_TOWN', amountFen: 51 },
    ]);
  });

  it('gives 8,300 members 1,245,000 yuan of activity funds', () => {
    const given = entitlementsOf(first, {
      kind: 'TOWNSHIP_COMMITTEE',
      memberCount: 8_300,
      hasEnterprise: false,
    });
    expect(given).toEqual([{ source: 'ACTIVITY_FUND', amountFen: 124_500_000 }]);
  });
});

describe('the policy of a year', () => {
  const later = { ...first, version: 2, fromYear: 2020 };
  const corrected = { ...later, version: 3 };

  it.each([
    [2015, 1],
    [2019, 1],
    [2020, 3],
    [2026, 3],
  ])('%i: version %i', (year, version) => {
    expect(policyOf(year, [corrected, first, later]).version).toBe(version);
  });

  it('is missing before the first', () => {
    expect(() => policyOf(2014)).toThrow('2014');
  });
});
