import type { FundLine, FundSource, LedgerPosting } from '@hongxin/funding/collections';
import { bookAllocation, bookSpending } from '@hongxin/funding/ledger';
import { entitlementsOf, policyOf, type GrantPolicy } from '@hongxin/funding/policy';
import { startOfDay } from '@hongxin/kit/time';
import type { OrganizationDocument } from '@hongxin/organizations/collections';
import { idMaker } from './ids.ts';
import type { Tree } from './organizations.ts';
import { createRng, type Rng } from './rng.ts';

export type Funds = { lines: FundLine[]; postings: LedgerPosting[] };
type Wish = {
  organization: OrganizationDocument;
  source: FundSource;
  amountFen: number;
  policyVersion?: number;
};

const DAY_MS = 86_400_000;
const BY = 'demo-district';
const REBATE_SHARE = 0.11;
const CROWDFUNDING_SHARE = 0.035;
const CROWDFUNDED_ORGANIZATIONS = 28;

const ALLOCATED_FOR: Record<FundSource, string> = {
  DISTRICT_GRANT: '区财政党建补助',
  ACTIVITY_FUND: '两新党员活动经费',
  MATCHING_TOWN: '镇（街道）1:1配套',
  MATCHING_ENTERPRISE: '企业1:1配套',
  DUES_REBATE: '党费返还',
  CROWDFUNDING: '社会众筹（微公益项目）',
};
const SPENT_FOR = [
  '开放式活动场地与物料',
  '党员教育培训',
  '订阅党报党刊和学习资料',
  '党群服务阵地维护',
  '主题党日活动',
  '志愿服务物资',
  '困难党员和职工慰问',
];

/** A calendar year's money up to yesterday: lines by the policy until the sum is reached, and what was spent of them. */
export function makeFunds(seed: string, totalYuan: number, tree: Tree, today: string): Funds {
  const rng = createRng(seed, 'funds');
  const newId = idMaker(rng);
  const lastDay = startOfDay(today).getTime() - DAY_MS;
  const year = new Date(lastDay + DAY_MS / 2).getUTCFullYear();
  const firstDay = startOfDay(`${year}-01-01`).getTime();
  const moment = (from: number, to: number) =>
    new Date(firstDay + (lastDay - firstDay) * (from + (to - from) * rng.next()) + 9 * 3_600_000);
  const funds: Funds = { lines: [], postings: [] };
  for (const { organization, ...wish } of wishes(totalYuan * 100, tree, policyOf(year), rng)) {
    const at = moment(0.02, 0.15);
    const allocated = {
      id: newId(at),
      postingId: newId(at),
      organizationId: organization._id,
      orgPath: organization.orgPath,
    };
    const { line, posting } = bookAllocation({
      ...allocated,
      ...wish,
      year,
      memo: `${year}年度${ALLOCATED_FOR[wish.source]}`,
      at,
      by: BY,
    });
    funds.lines.push(line);
    funds.postings.push(posting);
    for (const amountFen of spendings(line.allocatedFen, rng)) {
      const spentAt = moment(0.15, 1);
      const spending = bookSpending(line, {
        id: newId(spentAt),
        amountFen,
        memo: rng.pick(SPENT_FOR),
        at: spentAt,
        by: BY,
      });
      line.movements += 1;
      funds.postings.push(spending);
    }
  }
  return funds;
}

/** Activity money for every branch; rebate of dues, crowdfunding; the rest is grants with their match, while it lasts. */
function* wishes(totalFen: number, tree: Tree, policy: GrantPolicy, rng: Rng): Generator<Wish> {
  let left = totalFen;
  const take = (wish: Wish): Wish => {
    left -= wish.amountFen;
    return wish;
  };
  for (const { organization, size } of tree.branches)
    for (const one of entitlementsOf(policy, {
      kind: organization.kind,
      memberCount: size,
      hasEnterprise: false,
    }))
      if (one.source === 'ACTIVITY_FUND') yield take({ organization, ...one, policyVersion: policy.version });
  const townships = [...tree.committees.values()];
  for (const organization of townships)
    yield take({
      organization,
      source: 'DUES_REBATE',
      amountFen: yuan((totalFen * REBATE_SHARE * (0.5 + rng.next())) / townships.length),
    });
  const crowdfunded = rng.shuffled(tree.branches).slice(0, CROWDFUNDED_ORGANIZATIONS);
  for (const { organization } of crowdfunded)
    yield take({
      organization,
      source: 'CROWDFUNDING',
      amountFen: yuan((totalFen * CROWDFUNDING_SHARE * (0.5 + rng.next())) / crowdfunded.length),
    });
  for (const organization of grantees(tree, rng)) {
    if (left <= 0) return;
    const hasEnterprise = organization.enterpriseId !== undefined;
    for (const one of entitlementsOf(policy, { kind: organization.kind, memberCount: 0, hasEnterprise }))
      yield take({ organization, ...one, policyVersion: policy.version });
  }
}

/** Committees and general branches first, then branches by lot; a branch below one of those shares in its grant. */
function grantees(tree: Tree, rng: Rng): OrganizationDocument[] {
  const large = tree.organizations.filter(
    ({ kind }) => kind === 'PARTY_COMMITTEE' || kind === 'GENERAL_BRANCH',
  );
  const alone = tree.branches
    .filter(({ place }) => place === 'OWN' || place === 'JOINT')
    .map(({ organization }) => organization);
  return [...large, ...rng.shuffled(alone)];
}

/** Up to four payments that together stay within what was allocated. */
function spendings(allocatedFen: number, rng: Rng): number[] {
  const budget = allocatedFen * (0.55 + 0.4 * rng.next());
  const parts = Array.from({ length: rng.int(1, 4) }, () => 0.2 + rng.next());
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => Math.floor((budget * part) / sum)).filter((fen) => fen > 0);
}

const yuan = (fen: number): number => Math.round(fen / 100) * 100;
