import { badInput, notFound } from '@hongxin/kit/errors';
import type { Actor } from '@hongxin/kit/events';
import { isId } from '@hongxin/kit/ids';
import { assertSameContent } from '@hongxin/kit/same-content';
import type { Viewer } from '@hongxin/kit/viewer';
import type { FundLine, LedgerPosting } from '../collections.ts';
import { bookAllocation, bookSpending, type Allocation } from './booking.ts';
import { checkPosting, isAmount, lineAccount } from './ledger.ts';
import type { RecordFundSpendingRefusal } from './refusals.ts';
import type { LedgerStore } from './store.ts';

export type LedgerWorld = { readonly store: LedgerStore; tell(): void; now(): Date };

export type RecordFundSpendingInput = {
  readonly id: string;
  readonly fundLineId: string;
  readonly amountFen: number;
  readonly memo: string;
};

export type RecordFundSpendingAnswer =
  | {
      readonly kind: 'ACCEPTED';
      readonly line: FundLine;
      readonly posting: LedgerPosting;
      readonly replayed: boolean;
    }
  | { readonly kind: 'REFUSED'; readonly reason: RecordFundSpendingRefusal; readonly balanceFen: number };

/** Records a spending of a line, or answers why not. */
export async function recordFundSpending(
  { store, tell, now }: LedgerWorld,
  viewer: Viewer,
  input: RecordFundSpendingInput,
): Promise<RecordFundSpendingAnswer> {
  const memo = input.memo.trim();
  validate(input, memo);
  const { id, fundLineId, amountFen } = input;
  const decide = (line: FundLine, balanceFen: number) => {
    const posting = bookSpending(line, { id, amountFen, memo, at: now(), by: viewer.sub });
    return checkPosting(posting, balanceFen) === null ? posting : null;
  };
  const spent = await store.spend(id, fundLineId, viewer, decide).catch((error) => {
    if (isIdTaken(error)) throw badInput(ID_REUSED, 'ID_REUSED');
    throw error;
  });
  if (spent.kind === 'NO_LINE') throw notFound('没有找到这笔经费，或它不在您的管理范围内。');
  if (spent.kind === 'REFUSED')
    return { kind: 'REFUSED', reason: 'INSUFFICIENT_BALANCE', balanceFen: spent.balanceFen };
  const { line, posting } = spent;
  if (spent.kind === 'KNOWN')
    assertSameContent(posting, { creditAccount: lineAccount(fundLineId), amountFen, memo }, ID_REUSED);
  if (spent.kind === 'POSTED') tell();
  return { kind: 'ACCEPTED', line, posting, replayed: spent.kind === 'KNOWN' };
}

/** Allocates money to an organization: a new line. The same again answers the line that stands. */
export async function allocateFunds(
  { store, tell, now }: LedgerWorld,
  actor: Actor,
  allocation: Omit<Allocation, 'at' | 'by'>,
): Promise<{ line: FundLine; replayed: boolean }> {
  const { line, posting } = bookAllocation({ ...allocation, at: now(), by: actor.sub });
  try {
    await store.allocate(line, posting, actor);
  } catch (error) {
    if (!isIdTaken(error)) throw error;
    const known = await store.lineById(line._id);
    const { organizationId, year, source, allocatedFen } = line;
    assertSameContent(known, { organizationId, year, source, allocatedFen }, ID_REUSED);
    return { line: known as FundLine, replayed: true };
  }
  tell();
  return { line, replayed: false };
}

function validate({ id, amountFen }: RecordFundSpendingInput, memo: string): void {
  if (!isId(id)) throw badInput('编号格式不对，应为 UUID。');
  if (!isAmount(amountFen)) throw badInput('支出金额应为大于 0 的整数，单位是分。');
  if (memo.length < 2 || memo.length > 200) throw badInput('用途说明应为2–200个字。');
}

const ID_REUSED = '这个编号已用于另一笔记账。请刷新页面后重试。';

/** Ids are all that two transactions can still clash on: a line's numbers are guarded by its movements. */
const isIdTaken = (error: unknown): boolean => (error as { code?: number }).code === 11_000;
