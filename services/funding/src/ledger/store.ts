import { inTransaction } from '@hongxin/kit/transaction';
import { type Actor, actorOf } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections, FundLine, FundSource, LedgerPosting } from '../collections.ts';
import { FundAllocated, FundSpendingRecorded } from '../events.ts';
import { rowsOf } from '@hongxin/kit/row-scope';

export type LedgerStore = ReturnType<typeof createLedgerStore>;

export type SourceSums = {
  readonly source: FundSource;
  readonly allocatedFen: number;
  readonly balanceFen: number;
};

/** What became of a spending; `balanceFen` is the line's after it. */
export type Spent =
  | { readonly kind: 'NO_LINE' }
  /** The id was used before: by this very spending, or by another posting of any line. */
  | { readonly kind: 'KNOWN'; readonly line: FundLine; readonly posting: LedgerPosting }
  | { readonly kind: 'REFUSED'; readonly balanceFen: number }
  | { readonly kind: 'POSTED'; readonly line: FundLine; readonly posting: LedgerPosting };

const onLine = (field: string) => ({ $eq: [{ $substrBytes: [field, 0, 5] }, 'line:'] });
const BALANCE = {
  $subtract: [
    { $cond: [onLine('$debitAccount'), '$amountFen', 0] },
    { $cond: [onLine('$creditAccount'), '$amountFen', 0] },
  ],
};

/** The ledger: postings are only added, balances are only summed. */
export function createLedgerStore(
  connection: Connection,
  { fundLines, ledgerPostings }: Collections,
  outbox: Outbox,
) {
  async function balances(lineIds: readonly string[], session: ClientSession | null = null) {
    const rows = await ledgerPostings
      .aggregate<{ _id: string; fen: number }>([
        { $match: { lineId: { $in: lineIds } } },
        { $group: { _id: '$lineId', fen: { $sum: BALANCE } } },
      ])
      .session(session);
    return new Map(rows.map((row) => [row._id, row.fen]));
  }

  const together = <T>(work: (session: ClientSession) => Promise<T>) =>
    inTransaction(connection, work, { timeoutMS: 10_000 });

  return {
    balances,

    async postingsOf(lineIds: readonly string[]): Promise<Map<string, LedgerPosting[]>> {
      const rows = await ledgerPostings
        .find({ lineId: { $in: lineIds } })
        .sort({ lineId: 1, number: 1 })
        .lean<LedgerPosting[]>();
      return Map.groupBy(rows, (posting) => posting.lineId);
    },

    /** A year's sums by source, from the postings alone: a line's first posting is its allocation. */
    async sumsOf(year: number): Promise<SourceSums[]> {
      const first = { $cond: [{ $eq: ['$number', 1] }, '$amountFen', 0] };
      return ledgerPostings.aggregate<SourceSums>([
        { $match: { year } },
        { $group: { _id: '$source', allocatedFen: { $sum: first }, balanceFen: { $sum: BALANCE } } },
        { $project: { _id: 0, source: '$_id', allocatedFen: 1, balanceFen: 1 } },
      ]);
    },

    lineById: (id: string) => fundLines.findById(id).lean<FundLine>().exec(),

    /** Keeps a new line with the posting that fills it, and tells of it. */
    allocate: (line: FundLine, posting: LedgerPosting, by: Actor) =>
      together(async (session) => {
        await fundLines.insertMany([line], { session });
        await ledgerPostings.insertMany([posting], { session });
        await outbox.add(session, FundAllocated, [told(line, posting, posting.amountFen, by)]);
      }),

    /**
     * Asks `decide` for the next posting of a line that it has to itself: raising `movements` first makes any other
     * spending of the line wait its turn (a write conflict, tried again), so the balance cannot be spent twice.
     */
    spend: (
      id: string,
      lineId: string,
      viewer: Viewer,
      decide: (line: FundLine, balanceFen: number) => LedgerPosting | null,
    ): Promise<Spent> =>
      together(async (session): Promise<Spent> => {
        const mine = { _id: lineId, ...rowsOf(viewer, 'DISTRICT') };
        const line = await fundLines
          .findOneAndUpdate(mine, { $inc: { movements: 1 } }, { session })
          .lean<FundLine>();
        if (!line) return { kind: 'NO_LINE' };
        const known = await ledgerPostings.findById(id, null, { session }).lean<LedgerPosting>();
        const balanceFen = (await balances([lineId], session)).get(lineId) ?? 0;
        const posting = known ? null : decide(line, balanceFen);
        if (!posting) {
          await session.abortTransaction();
          return known ? { kind: 'KNOWN', line, posting: known } : { kind: 'REFUSED', balanceFen };
        }
        await ledgerPostings.insertMany([posting], { session });
        await outbox.add(session, FundSpendingRecorded, [
          told(line, posting, balanceFen - posting.amountFen, actorOf(viewer, line.orgPath)),
        ]);
        return { kind: 'POSTED', line, posting };
      }),
  };
}

function told(line: FundLine, posting: LedgerPosting, balanceFen: number, by: Actor) {
  const { organizationId, orgPath, year, source } = line;
  const { _id: postingId, amountFen, postedBy: actor } = posting;
  const data = {
    fundLineId: line._id,
    postingId,
    organizationId,
    year,
    source,
    amountFen,
    balanceFen,
    actor,
  };
  return { occurredAt: posting.postedAt, orgPath, actor: by, data };
}
