import type { FundLine, FundSource } from '../fund-line/fund-line.ts';
import { isAmount, lineAccount, originAccount, spendingAccount, type Posting } from './ledger.ts';

/**
 * A posting as it is kept, never changed. `year` and `source` repeat its line's, which never change either, so that sums
 * need no join. A spending's `_id` is the id that the client made.
 */
export type LedgerPosting = Posting & {
  _id: string;
  lineId: string;
  /** Its place among the line's postings, from 1. */
  number: number;
  year: number;
  source: FundSource;
  memo: string;
  postedAt: Date;
  /** Account id of the person, or the name of the program, that posted it. */
  postedBy: string;
};

/** What an allocation is made from. Ids come from outside; `postingId` is the id of its first posting. */
export type Allocation = {
  readonly id: string;
  readonly postingId: string;
  readonly organizationId: string;
  readonly orgPath: string;
  readonly year: number;
  readonly source: FundSource;
  readonly amountFen: number;
  readonly memo: string;
  readonly at: Date;
  readonly by: string;
  readonly policyVersion?: number;
};

/** A new fund line and the posting that fills it: both documents are written together or not at all. */
export function bookAllocation(a: Allocation): { line: FundLine; posting: LedgerPosting } {
  if (!isAmount(a.amountFen)) throw new Error(`not an amount of fen: ${a.amountFen}`);
  const { organizationId, orgPath, year, source } = a;
  const line: FundLine = {
    _id: a.id,
    organizationId,
    orgPath,
    year,
    source,
    allocatedFen: a.amountFen,
    allocatedAt: a.at,
    ...(a.policyVersion === undefined ? {} : { policyVersion: a.policyVersion }),
    movements: 1,
  };
  const posting: LedgerPosting = {
    _id: a.postingId,
    lineId: a.id,
    number: 1,
    year,
    source,
    creditAccount: originAccount(source),
    debitAccount: lineAccount(a.id),
    amountFen: a.amountFen,
    memo: a.memo,
    postedAt: a.at,
    postedBy: a.by,
  };
  return { line, posting };
}

export type Spending = {
  readonly id: string;
  readonly amountFen: number;
  readonly memo: string;
  readonly at: Date;
  readonly by: string;
};

/**
 * The posting of a spending, as the line's next movement. Who writes it raises the line's `movements` with it, and has
 * asked `checkPosting` first.
 */
export function bookSpending(line: FundLine, spending: Spending): LedgerPosting {
  return {
    _id: spending.id,
    lineId: line._id,
    number: line.movements + 1,
    year: line.year,
    source: line.source,
    creditAccount: lineAccount(line._id),
    debitAccount: spendingAccount(line.organizationId),
    amountFen: spending.amountFen,
    memo: spending.memo,
    postedAt: spending.at,
    postedBy: spending.by,
  };
}
