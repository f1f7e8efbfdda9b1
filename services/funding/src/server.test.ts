import { join } from 'node:path';
import { newId } from '@hongxin/kit/ids';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookAllocation } from './ledger/booking.ts';
import { type Database, openDatabase } from './testing/database.ts';
import { caller, startSubgraph } from '@hongxin/kit/testing/subgraph';

const member = caller('MEMBER');
const service = caller('SERVICE');
const ofDistrict = caller('STAFF', [{ role: 'DISTRICT', orgPath: '/d/' }]);
const ofA = caller('STAFF', [{ role: 'TOWNSHIP', orgPath: '/d/a/' }]);
const FUNDS = `query($refs: [_Any!]!) { _entities(representations: $refs) {
  ... on PartyOrganization { funds(year: 2026) { allocatedFen spentFen balanceFen lines { id source } } } } }`;
const SPEND = `mutation($input: RecordFundSpendingInput!) { recordFundSpending(input: $input) {
  __typename
  ... on RecordFundSpendingAccepted { replayed posting { id amountFen memo creditAccount } fundLine { balanceFen spentFen postings { id } } }
  ... on RecordFundSpendingRefused { reason message nextStep balanceFen } } }`;

let database: Database;
let subgraph: Awaited<ReturnType<typeof startSubgraph>>;

beforeAll(async () => {
  database = await openDatabase();
  const { fundLines, ledgerPostings } = database.collections;
  const books = [
    ['a1', '/d/a/a1/', 'DISTRICT_GRANT', 300_000, '2026-01-05'],
    ['a1', '/d/a/a1/', 'CROWDFUNDING', 5_000_000_000, '2026-02-05'],
    ['b1', '/d/b/b1/', 'DISTRICT_GRANT', 300_000, '2026-01-06'],
  ] as const;
  const booked = books.map(([organizationId, orgPath, source, amountFen, day], i) =>
    bookAllocation({
      id: `line-${i}`,
      postingId: `posting-${i}`,
      organizationId,
      orgPath,
      source,
      amountFen,
      year: 2026,
      memo: '拨付',
      by: 'test',
      at: new Date(day),
    }),
  );
  await fundLines.insertMany(booked.map(({ line }) => line));
  await ledgerPostings.insertMany(booked.map(({ posting }) => posting));
  subgraph = await startSubgraph('funding', join(import.meta.dirname, 'server.ts'), database.name);
});
afterAll(async () => {
  await subgraph[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

type Answer = Awaited<ReturnType<typeof subgraph.ask>>;
const codes = (answer: Answer) => answer.errors?.map((error) => error.extensions['code']);

describe('the door of funding', () => {
  it('refuses what did not come through the mesh', async () => {
    const body = JSON.stringify({ query: '{ fundLines(year: 2026) { id } }' });
    expect(await subgraph.post(body, {})).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('lets nobody in without a name, and no member at money', async () => {
    const query = '{ fundLines(year: 2026) { id } }';
    expect(codes(await subgraph.ask(null, query))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await subgraph.ask(member, query))).toEqual(['FORBIDDEN']);
    const refs = [{ __typename: 'PartyOrganization', id: 'a1' }];
    const funds = await subgraph.ask(member, FUNDS, { refs });
    expect(codes(funds)).toEqual(['FORBIDDEN']);
    expect(funds.data).toEqual({ _entities: [{ funds: null }] });
  });
});

describe('what staff may see', () => {
  it('is the lines that their roles cover, newest first', async () => {
    const query = `{ fundLines(year: 2026) { id organization { id } allocatedFen spentFen balanceFen postings { debitAccount } }
      outside: fundLine(id: "line-2") { id } }`;
    const { data } = await subgraph.ask(ofA, query);
    const line = (id: string, fen: number) => ({
      id,
      organization: { id: 'a1' },
      allocatedFen: fen,
      spentFen: 0,
      balanceFen: fen,
      postings: [{ debitAccount: `line:${id}` }],
    });
    expect(data).toEqual({
      fundLines: [line('line-1', 5_000_000_000), line('line-0', 300_000)],
      outside: null,
    });
    const district = await subgraph.ask(
      ofDistrict,
      '{ fundLines(year: 2026) { id } outside: fundLine(id: "line-2") { id } }',
    );
    expect(district.data).toEqual({
      fundLines: [{ id: 'line-1' }, { id: 'line-2' }, { id: 'line-0' }],
      outside: { id: 'line-2' },
    });
  });

  it('is an organization’s funds; nothing outside the scope, zeros where there never were any', async () => {
    const refs = ['a1', 'b1', 'new'].map((id) => ({ __typename: 'PartyOrganization', id }));
    const { data, errors } = await subgraph.ask(ofA, FUNDS, { refs });
    expect(errors).toBeUndefined();
    const lines = [
      { id: 'line-1', source: 'CROWDFUNDING' },
      { id: 'line-0', source: 'DISTRICT_GRANT' },
    ];
    expect(data).toEqual({
      _entities: [
        { funds: { allocatedFen: 5_000_300_000, spentFen: 0, balanceFen: 5_000_300_000, lines } },
        { funds: null },
        { funds: { allocatedFen: 0, spentFen: 0, balanceFen: 0, lines: [] } },
      ],
    });
  });

  it('comes in pages of at most 100', async () => {
    const answer = await subgraph.ask(ofDistrict, '{ fundLines(year: 2026, first: 101) { id } }');
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('100') },
    ]);
  });
});

describe('the figures', () => {
  it('are for every caller, by source', async () => {
    const query = '{ fundingFigures(year: 2026) { allocatedFen bySource { source allocatedFen } } }';
    const { data } = await subgraph.ask(member, query);
    expect(data).toMatchObject({ fundingFigures: { allocatedFen: 5_000_600_000 } });
    expect(data).toHaveProperty('fundingFigures.bySource.0', {
      source: 'DISTRICT_GRANT',
      allocatedFen: 600_000,
    });
    const never = await subgraph.ask(member, '{ fundingFigures(year: 1900) { year } }');
    expect(codes(never)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('recording a spending', () => {
  const input = { id: newId(), fundLineId: 'line-0', amountFen: 120_000, memo: '开放日物料' };

  it('is for district staff only', async () => {
    expect(codes(await subgraph.ask(ofA, SPEND, { input }))).toEqual(['FORBIDDEN']);
    expect(codes(await subgraph.ask(member, SPEND, { input }))).toEqual(['FORBIDDEN']);
  });

  it('is accepted once, replayed after, and told in the log', async () => {
    const accepted = {
      __typename: 'RecordFundSpendingAccepted',
      posting: { id: input.id, amountFen: 120_000, memo: '开放日物料', creditAccount: 'line:line-0' },
      fundLine: { balanceFen: 180_000, spentFen: 120_000, postings: [{ id: 'posting-0' }, { id: input.id }] },
    };
    const first = await subgraph.ask(ofDistrict, SPEND, { input });
    expect(first.data).toEqual({ recordFundSpending: { ...accepted, replayed: false } });
    const again = await subgraph.ask(ofDistrict, SPEND, { input });
    expect(again.data).toEqual({ recordFundSpending: { ...accepted, replayed: true } });
    // What was refused before is told to the audit in the same log, some moments later.
    const told = async () => (await logUpTo(1)).filter(({ type }) => type === 'FundSpendingRecorded');
    await expect.poll(told, { timeout: 10_000 }).toMatchObject([
      {
        seq: expect.any(Number),
        type: 'FundSpendingRecorded',
        topic: 'funding',
        orgPath: '/d/a/a1/',
        data: { balanceFen: 180_000, actor: 'some-staff' },
      },
    ]);
  });

  it('shows the line after each of two in one operation', async () => {
    const spend = (id: string) =>
      `recordFundSpending(input: { id: "${id}", fundLineId: "line-2", amountFen: 100000, memo: "学习资料" }) {
        ... on RecordFundSpendingAccepted { fundLine { balanceFen postings { id } } } }`;
    const [first, second] = [newId(), newId()];
    const { data } = await subgraph.ask(
      ofDistrict,
      `mutation { first: ${spend(first)} second: ${spend(second)} }`,
    );
    const postings = [{ id: 'posting-2' }, { id: first }, { id: second }];
    expect(data).toEqual({
      first: { fundLine: { balanceFen: 200_000, postings: postings.slice(0, 2) } },
      second: { fundLine: { balanceFen: 100_000, postings } },
    });
  });

  it('is refused as data when the line does not hold enough', async () => {
    const { data } = await subgraph.ask(ofDistrict, SPEND, {
      input: { ...input, id: newId(), amountFen: 180_001 },
    });
    expect(data).toMatchObject({
      recordFundSpending: {
        __typename: 'RecordFundSpendingRefused',
        reason: 'INSUFFICIENT_BALANCE',
        balanceFen: 180_000,
      },
    });
  });

  it.each([[1.5], ['12']])('takes no %s for an amount', async (amountFen) => {
    const answer = await subgraph.ask(ofDistrict, SPEND, { input: { ...input, id: newId(), amountFen } });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });

  async function logUpTo(top: number): Promise<{ type: string }[]> {
    for (let tries = 0; tries < 100; tries++) {
      const { data } = await subgraph.ask(service, '{ fundingTop fundingEvents(after: 0) { seq envelope } }');
      const { fundingTop, fundingEvents } = data as {
        fundingTop: number;
        fundingEvents: { envelope: string }[];
      };
      if (fundingTop >= top)
        return fundingEvents.map((event) => JSON.parse(event.envelope) as { type: string });
      await wait(50);
    }
    throw new Error(`event ${top} did not get its number`);
  }
});

describe('stopping', () => {
  it('drains and ends with 0', async () => {
    expect(await subgraph.stop()).toBe(0);
  });
});
