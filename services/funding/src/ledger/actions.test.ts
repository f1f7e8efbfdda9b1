import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerPosting } from '../collections.ts';
import { createFundLineStore } from '../fund-line/store.ts';
import { createFigures } from '../fund-line/figures.ts';
import { type Database, openDatabase } from '../testing/database.ts';
import { caller } from '@hongxin/kit/testing/subgraph';
import { allocateFunds, recordFundSpending, type LedgerWorld } from './actions.ts';
import { balanceOf, balancesOf, lineAccount } from './ledger.ts';
import { createLedgerStore } from './store.ts';

const by = { kind: 'STAFF', sub: 'account-1' } as const;
const ofDistrict = caller('STAFF', [{ role: 'DISTRICT', orgPath: '/d/' }], 'account-1');
const ofOther = caller('STAFF', [
  { role: 'DISTRICT', orgPath: '/x/' },
  { role: 'TOWNSHIP', orgPath: '/d/' },
]);

let database: Database;
let world: LedgerWorld;
let told = 0;

beforeAll(async () => {
  database = await openDatabase();
  const store = createLedgerStore(database.connection, database.collections, database.outbox);
  world = { store, tell: () => (told += 1), now: () => new Date('2026-03-01T00:00:00.000Z') };
});
afterAll(() => database[Symbol.asyncDispose]());

async function openLine(amountFen: number, year = 2026): Promise<string> {
  const [id, postingId] = [newId(), newId()];
  const place = { organizationId: 'o1', orgPath: '/d/a/o1/', year, source: 'DISTRICT_GRANT' } as const;
  await allocateFunds(world, by, { id, postingId, ...place, amountFen, memo: '年度补助' });
  return id;
}

const spend = (fundLineId: string, amountFen: number, id = newId(), memo = '活动物料') =>
  recordFundSpending(world, ofDistrict, { id, fundLineId, amountFen, memo });

const postingsOf = (lineId: string) =>
  database.collections.ledgerPostings.find({ lineId }).sort({ number: 1 }).lean<LedgerPosting[]>();
const eventsOf = (fundLineId: string, type: string) =>
  database.connection.collection('outbox').find({ type, 'data.fundLineId': fundLineId }).toArray();

describe('allocating', () => {
  it('opens a line, fills it by a posting and tells of it', async () => {
    const id = await openLine(300_000);
    const [posting] = await postingsOf(id);
    expect(posting).toMatchObject({
      number: 1,
      creditAccount: 'district:DISTRICT_GRANT',
      debitAccount: lineAccount(id),
      amountFen: 300_000,
    });
    expect(await eventsOf(id, 'FundAllocated')).toMatchObject([
      { orgPath: '/d/a/o1/', data: { amountFen: 300_000, balanceFen: 300_000 } },
    ]);
  });

  it('answers the same line to the same allocation, and refuses another under its id', async () => {
    const allocation = {
      id: newId(),
      postingId: newId(),
      organizationId: 'o1',
      orgPath: '/d/a/o1/',
      year: 2026,
      source: 'DUES_REBATE',
      amountFen: 100,
      memo: '返还',
    } as const;
    expect(await allocateFunds(world, by, allocation)).toMatchObject({ replayed: false });
    expect(await allocateFunds(world, by, allocation)).toMatchObject({
      replayed: true,
      line: { _id: allocation.id },
    });
    await expect(allocateFunds(world, by, { ...allocation, amountFen: 101 })).rejects.toMatchObject({
      extensions: { reason: 'ID_REUSED' },
    });
    expect(await postingsOf(allocation.id)).toHaveLength(1);
  });
});

describe('spending', () => {
  it('posts from the line, and tells of it', async () => {
    const id = await openLine(10_000);
    const before = told;
    const answer = await spend(id, 4_000);
    expect(answer).toMatchObject({
      kind: 'ACCEPTED',
      replayed: false,
      posting: { number: 2, amountFen: 4_000, postedBy: 'account-1' },
    });
    expect(await eventsOf(id, 'FundSpendingRecorded')).toMatchObject([
      { data: { amountFen: 4_000, balanceFen: 6_000, actor: 'account-1' } },
    ]);
    expect(told).toBe(before + 1);
  });

  it('refuses what the line does not hold, and leaves nothing of it', async () => {
    const id = await openLine(10_000);
    expect(await spend(id, 10_001)).toEqual({
      kind: 'REFUSED',
      reason: 'INSUFFICIENT_BALANCE',
      balanceFen: 10_000,
    });
    expect(await postingsOf(id)).toHaveLength(1);
    expect(await eventsOf(id, 'FundSpendingRecorded')).toEqual([]);
    expect(await world.store.lineById(id)).toMatchObject({ movements: 1 });
    expect(await spend(id, 10_000)).toMatchObject({ kind: 'ACCEPTED' });
    expect(await spend(id, 1)).toMatchObject({ kind: 'REFUSED', balanceFen: 0 });
  });

  it('answers the first posting to the same input again, also when nothing is left', async () => {
    const [id, spendingId] = [await openLine(100), newId()];
    expect(await spend(id, 100, spendingId)).toMatchObject({ replayed: false });
    expect(await spend(id, 100, spendingId, ' 活动物料 ')).toMatchObject({
      kind: 'ACCEPTED',
      replayed: true,
      posting: { _id: spendingId },
    });
    expect(await postingsOf(id)).toHaveLength(2);
  });

  it('refuses an id that stands for another posting', async () => {
    const [id, other, spendingId] = [await openLine(100), await openLine(100), newId()];
    await spend(id, 10, spendingId);
    const [allocation] = await postingsOf(id);
    const reused = { extensions: { code: 'BAD_USER_INPUT', reason: 'ID_REUSED' } };
    await expect(spend(id, 11, spendingId)).rejects.toMatchObject(reused);
    await expect(spend(id, 10, spendingId, '别的用途')).rejects.toMatchObject(reused);
    await expect(spend(other, 10, spendingId)).rejects.toMatchObject(reused);
    await expect(spend(id, 100, allocation?._id, '年度补助')).rejects.toMatchObject(reused);
    expect(await postingsOf(other)).toHaveLength(1);
    expect(await world.store.lineById(other)).toMatchObject({ movements: 1 });
  });

  it.each([
    [0, '活动物料', undefined],
    [-5, '活动物料', undefined],
    [10, ' 物 ', undefined],
    [10, '长'.repeat(201), undefined],
    [10, '活动物料', 'not-a-uuid'],
  ])('refuses %s fen for "%s" as bad input', async (amountFen, memo, id) => {
    await expect(spend('any', amountFen, id ?? newId(), memo)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('knows no line outside the scope of the caller’s district role', async () => {
    const fundLineId = await openLine(100);
    const input = { id: newId(), fundLineId, amountFen: 10, memo: '活动物料' };
    await expect(recordFundSpending(world, ofOther, input)).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
    await expect(spend(newId(), 10)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect(await postingsOf(fundLineId)).toHaveLength(1);
  });
});

describe('many spendings of a line at the same moment', () => {
  it('let one of two pass where only one can be paid', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await openLine(100);
      const answers = await Promise.all([spend(id, 60), spend(id, 60)]);
      expect(answers.map((answer) => answer.kind).sort()).toEqual(['ACCEPTED', 'REFUSED']);
      expect(balanceOf(lineAccount(id), await postingsOf(id))).toBe(40);
    }
  });

  it('pay ten of twenty, down to nothing and not below', { timeout: 30_000 }, async () => {
    const id = await openLine(1_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => spend(id, 100)));
    expect(answers.filter((answer) => answer.kind === 'ACCEPTED')).toHaveLength(10);
    const postings = await postingsOf(id);
    expect(balanceOf(lineAccount(id), postings)).toBe(0);
    expect(postings.map((posting) => posting.number)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
    expect(await world.store.lineById(id)).toMatchObject({ movements: 11 });
    expect(await eventsOf(id, 'FundSpendingRecorded')).toHaveLength(10);
  });

  it('post the same one once', async () => {
    const [id, spendingId] = [await openLine(100), newId()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => spend(id, 70, spendingId)));
    expect(answers.filter((answer) => answer.kind === 'ACCEPTED' && !answer.replayed)).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === 'ACCEPTED' && answer.replayed)).toHaveLength(7);
    expect(await postingsOf(id)).toHaveLength(2);
  });
});

describe('the ledger as a whole', () => {
  it('adds up: nothing is made, nothing is lost, no line is below zero', async () => {
    const balances = balancesOf(await database.collections.ledgerPostings.find().lean<LedgerPosting[]>());
    expect([...balances.values()].reduce((sum, fen) => sum + fen, 0)).toBe(0);
    const lines = [...balances].filter(([account]) => account.startsWith('line:'));
    expect(lines.filter(([, fen]) => fen < 0)).toEqual([]);
    const summed = await world.store.balances(lines.map(([account]) => account.slice('line:'.length)));
    expect(new Map([...summed].map(([id, fen]) => [lineAccount(id), fen]))).toEqual(new Map(lines));
  });

  it('sums a year by source, as the lines say', async () => {
    const id = await openLine(5_000, 2031);
    await openLine(700, 2031);
    await spend(id, 1_234);
    const figures = await createFigures(world.store)(2031);
    expect(figures).toHaveLength(6);
    expect(figures[0]).toEqual({ source: 'DISTRICT_GRANT', allocatedFen: 5_700, spentFen: 1_234 });
    expect(figures[1]).toEqual({ source: 'ACTIVITY_FUND', allocatedFen: 0, spentFen: 0 });
  });

  it('refuses a second posting at a place on a line', async () => {
    const id = await openLine(100);
    const [posting] = await postingsOf(id);
    await expect(
      database.collections.ledgerPostings.create({ ...posting, _id: newId() }),
    ).rejects.toMatchObject({ code: 11_000 });
  });
});

describe('the pages of fund lines', () => {
  it('leave nothing out and show nothing twice, though allocated at the same moment', async () => {
    const store = createFundLineStore(database.collections);
    const ids = await Promise.all(Array.from({ length: 5 }, () => openLine(100, 2032)));
    const page = (first: number, after: string | null) =>
      store.page({ year: 2032, organizationId: null, first, after }, ofDistrict);
    const seen: string[] = [];
    for (let lines = await page(2, null); lines.length > 0; lines = await page(2, seen.at(-1) ?? null))
      seen.push(...lines.map((line) => line._id));
    expect(seen).toEqual([...ids].sort().reverse());
    expect(
      await store.page({ year: 2032, organizationId: 'o2', first: 10, after: null }, ofDistrict),
    ).toEqual([]);
    expect(
      await store.page({ year: 2032, organizationId: null, first: 10, after: null }, caller('STAFF')),
    ).toEqual([]);
  });
});
