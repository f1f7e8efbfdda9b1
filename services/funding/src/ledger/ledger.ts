import type { FundSource } from '../fund-line/fund-line.ts';

/**
 * The rules of the double-entry ledger: pure. Money is integer fen; a posting moves it from the account that gives
 * (credit) to the one that takes (debit) and is never changed, only corrected by another. A balance is a sum of postings.
 */
export type Posting = {
  readonly creditAccount: string;
  readonly debitAccount: string;
  readonly amountFen: number;
};

/** Who gives the money of a source. Origins stand outside the ledger: they alone may go below zero. */
const ORIGINS: Record<FundSource, string> = {
  DISTRICT_GRANT: 'district:DISTRICT_GRANT',
  ACTIVITY_FUND: 'district:ACTIVITY_FUND',
  MATCHING_TOWN: 'town:MATCHING_TOWN',
  MATCHING_ENTERPRISE: 'enterprise:MATCHING_ENTERPRISE',
  DUES_REBATE: 'dues:DUES_REBATE',
  CROWDFUNDING: 'public:CROWDFUNDING',
};

export const originAccount = (source: FundSource): string => ORIGINS[source];

export const lineAccount = (lineId: string): string => `line:${lineId}`;

/** What an organization has spent. */
export const spendingAccount = (organizationId: string): string => `spending:${organizationId}`;

/** Money that a program can count exactly: whole fen, more than nothing. */
export const isAmount = (fen: number): boolean => Number.isSafeInteger(fen) && fen > 0;

/** What an account holds: what it took less what it gave. */
export function balanceOf(account: string, postings: Iterable<Posting>): number {
  let balance = 0;
  for (const { creditAccount, debitAccount, amountFen } of postings) {
    if (debitAccount === account) balance += amountFen;
    if (creditAccount === account) balance -= amountFen;
  }
  return balance;
}

/** Balances of all accounts; their sum is always zero. */
export function balancesOf(postings: Iterable<Posting>): Map<string, number> {
  const balances = new Map<string, number>();
  const add = (account: string, fen: number) => balances.set(account, (balances.get(account) ?? 0) + fen);
  for (const { creditAccount, debitAccount, amountFen } of postings) {
    add(creditAccount, -amountFen);
    add(debitAccount, amountFen);
  }
  return balances;
}

export type PostingProblem = 'NOT_AN_AMOUNT' | 'SAME_ACCOUNT' | 'INSUFFICIENT_BALANCE';

/** Why a posting must not be made, given what the giving account holds; null when it may. */
export function checkPosting(posting: Posting, creditBalanceFen: number): PostingProblem | null {
  if (!isAmount(posting.amountFen)) return 'NOT_AN_AMOUNT';
  if (posting.creditAccount === posting.debitAccount) return 'SAME_ACCOUNT';
  if (isOrigin(posting.creditAccount)) return null;
  return posting.amountFen > creditBalanceFen ? 'INSUFFICIENT_BALANCE' : null;
}

const isOrigin = (account: string): boolean => Object.values(ORIGINS).includes(account);
