import { describe, expect, it } from 'vitest';
import { bookAllocation, bookSpending } from './booking.ts';
import {
  balanceOf,
  balancesOf,
  checkPosting,
  isAmount,
  lineAccount,
  originAccount,
  spendingAccount,
  type Posting,
} from './ledger.ts';

const origin = originAccount('DISTRICT_GRANT');
const line = lineAccount('1');
const spending = spendingAccount('o');
const moved = (creditAccount: string, debitAccount: string, amountFen: number): Posting => ({
  creditAccount,
  debitAccount,
  amountFen,
});

describe('an amount', () => {
  it.each([
    [1, true],
    [300_000, true],
    [Number.MAX_SAFE_INTEGER, true],
    [0, false],
    [-1, false],
    [0.5, false],
    [Number.MAX_SAFE_INTEGER + 1, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('%s: %s', (fen, good) => {
    expect(isAmount(fen)).toBe(good);
  });
});

describe('balances', () => {
  const postings = [
    moved(origin, line, 300_000),
    moved(line, spending, 120_000),
    moved(line, spending, 30_000),
    moved(spending, line, 5_000),
  ];

  it.each([
    [origin, -300_000],
    [line, 155_000],
    [spending, 145_000],
    ['line:other', 0],
  ])('%s holds %i', (account, fen) => {
    expect(balanceOf(account, postings)).toBe(fen);
    expect(balancesOf(postings).get(account) ?? 0).toBe(fen);
  });

  it('come to nothing all together', () => {
    expect([...balancesOf(postings).values()].reduce((sum, fen) => sum + fen, 0)).toBe(0);
  });

  it('stay exact where floating yuan would not', () => {
    const cents = Array.from({ length: 10 }, () => moved(origin, line, 10));
    expect(balanceOf(line, cents)).toBe(100);
  });
});

describe('checking a posting', () => {
  it.each([
    ['all that is left', moved(line, spending, 100), 100, null],
    ['one fen too much', moved(line, spending, 101), 100, 'INSUFFICIENT_BALANCE'],
    ['from an empty line', moved(line, spending, 1), 0, 'INSUFFICIENT_BALANCE'],
    ['an origin gives below zero', moved(origin, line, 300_000), -900_000, null],
    ['back from spending', moved(spending, line, 5), 4, 'INSUFFICIENT_BALANCE'],
    ['nothing', moved(line, spending, 0), 100, 'NOT_AN_AMOUNT'],
    ['less than nothing', moved(line, spending, -5), 100, 'NOT_AN_AMOUNT'],
    ['half a fen', moved(line, spending, 0.5), 100, 'NOT_AN_AMOUNT'],
    ['to itself', moved(line, line, 5), 100, 'SAME_ACCOUNT'],
  ])('%s', (_, posting, balanceFen, problem) => {
    expect(checkPosting(posting, balanceFen)).toBe(problem);
  });
});

describe('booking', () => {
  const at = new Date('2026-03-01T00:00:00.000Z');
  const allocation = {
    id: 'l',
    postingId: 'p1',
    organizationId: 'o',
    orgPath: '/d/o/',
    year: 2026,
    source: 'MATCHING_TOWN',
    amountFen: 300_000,
    memo: '镇配套',
    at,
    by: 'someone',
  } as const;

  it('opens a line with the posting that fills it', () => {
    const { line: opened, posting } = bookAllocation({ ...allocation, policyVersion: 1 });
    expect(opened).toMatchObject({ _id: 'l', allocatedFen: 300_000, movements: 1, policyVersion: 1 });
    expect(posting).toMatchObject({
      _id: 'p1',
      lineId: 'l',
      number: 1,
      creditAccount: 'town:MATCHING_TOWN',
      debitAccount: 'line:l',
    });
  });

  it('spends as the next movement of the line', () => {
    const { line: opened } = bookAllocation(allocation);
    const posting = bookSpending(
      { ...opened, movements: 4 },
      { id: 'p5', amountFen: 5, memo: '资料', at, by: 'someone' },
    );
    expect(posting).toMatchObject({
      number: 5,
      year: 2026,
      creditAccount: 'line:l',
      debitAccount: 'spending:o',
      amountFen: 5,
    });
  });

  it.each([0, -1, 1.5])('allocates no %s fen', (amountFen) => {
    expect(() => bookAllocation({ ...allocation, amountFen })).toThrow('not an amount');
  });
});
