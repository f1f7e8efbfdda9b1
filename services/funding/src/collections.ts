import { Schema, type Connection } from 'mongoose';
import { FUND_SOURCES, type FundLine } from './fund-line/fund-line.ts';
import type { LedgerPosting } from './ledger/booking.ts';
import { isAmount } from './ledger/ledger.ts';

export type { FundLine, FundSource } from './fund-line/fund-line.ts';
export type { LedgerPosting } from './ledger/booking.ts';

const fixed = { required: true, immutable: true } as const;
const text = { type: String, ...fixed } as const;
const when = { type: Date, ...fixed } as const;
const year = { type: Number, ...fixed, min: 2000, max: 2100, validate: Number.isInteger } as const;
const source = { type: String, ...fixed, enum: [...FUND_SOURCES] } as const;
const amountFen = { type: Number, ...fixed, validate: isAmount } as const;
const orgPath = { type: String, required: true, match: /^\/([^/]+\/)+$/ } as const;

const fundLines = new Schema<FundLine>(
  {
    _id: text,
    organizationId: text,
    orgPath,
    year,
    source,
    allocatedFen: amountFen,
    allocatedAt: when,
    policyVersion: { type: Number, immutable: true },
    movements: { type: Number, required: true, min: 1, validate: Number.isInteger },
  },
  { collection: 'fundLines', versionKey: false },
)
  .index({ year: 1, allocatedAt: -1, _id: -1 })
  .index({ organizationId: 1, year: 1 })
  .index({ orgPath: 1 });

const ledgerPostings = new Schema<LedgerPosting>(
  {
    _id: text,
    lineId: text,
    number: { type: Number, ...fixed, min: 1, validate: Number.isInteger },
    year,
    source,
    creditAccount: text,
    debitAccount: text,
    amountFen,
    memo: text,
    postedAt: when,
    postedBy: text,
  },
  { collection: 'ledgerPostings', versionKey: false },
)
  // The second wall against two spendings at once: a place on a line is taken once.
  .index({ lineId: 1, number: 1 }, { unique: true })
  .index({ year: 1, source: 1 });

export type Collections = ReturnType<typeof registerCollections>;

/** The models of this service's database. Whoever writes to it writes through them. */
export function registerCollections(connection: Connection) {
  return {
    fundLines: connection.model<FundLine>('FundLine', fundLines),
    ledgerPostings: connection.model<LedgerPosting>('LedgerPosting', ledgerPostings),
  };
}
