import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../testing/database.ts';
import { foundDistrict } from '../testing/district.ts';
import { caller } from '@hongxin/kit/testing/subgraph';
import { foundOrganization } from './actions.ts';
import { createFigures } from './figures.ts';
import { createOrganizationStore, type OrganizationStore } from './store.ts';

const founder = { kind: 'STAFF', sub: 'account-1' } as const;
const ofDistrict = caller('STAFF', [{ role: 'DISTRICT', orgPath: '/d/' }]);
const ofA = caller('STAFF', [{ role: 'TOWNSHIP', orgPath: '/d/a/' }]);
const ofA1 = caller('STAFF', [{ role: 'SECRETARY', orgPath: '/d/a/a1/' }]);

let database: Database;
let store: OrganizationStore;

beforeAll(async () => {
  database = await openDatabase();
  store = createOrganizationStore(database.connection, database.collections, database.outbox);
  await foundDistrict(database);
});
afterAll(() => database[Symbol.asyncDispose]());

const idsBelow = async (
  superiorId: string | null,
  viewer: Viewer | null,
  first = 100,
  after: string | null = null,
) => (await store.below(superiorId, viewer, first, after)).map((organization) => organization._id);

describe('the organizations below one', () => {
  it.each([
    ['the district sees all', 'd', ofDistrict, ['b', 'a']],
    ['a township sees its own committee only', 'd', ofA, ['a']],
    ['a branch sees the way down to itself', 'd', ofA1, ['a']],
    ['and its own branch there', 'a', ofA1, ['a1']],
    ['a township sees its branches, in pinyin order', 'a', ofA, ['a2', 'a1']],
    ['but not its neighbour’s', 'b', ofA, []],
    ['the top shows to whom it leads to something', null, ofA1, ['d']],
    ['nobody sees nothing', null, null, []],
  ])('%s', async (_, superiorId, viewer, ids) => {
    expect(await idsBelow(superiorId, viewer)).toEqual(ids);
  });

  it('comes in pages that leave nothing out', async () => {
    expect(await idsBelow('a', ofDistrict, 1)).toEqual(['a2']);
    expect(await idsBelow('a', ofDistrict, 1, 'a2')).toEqual(['a1']);
    expect(await idsBelow('a', ofDistrict, 1, 'a1')).toEqual([]);
  });
});

describe('founding an organization', () => {
  const branch = { _id: 'a3', name: '新支部', kind: 'PARTY_BRANCH', superiorId: 'a' } as const;

  it('gives it its place and tells of it, once', async () => {
    const founded = await foundOrganization(store, branch, founder);
    expect(founded).toMatchObject({ replayed: false, organization: { orgPath: '/d/a/a3/' } });
    expect(await foundOrganization(store, branch, founder)).toMatchObject({
      replayed: true,
      organization: { _id: 'a3' },
    });
    const told = await database.connection.collection('outbox').find().toArray();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      type: 'OrganizationFounded',
      orgPath: '/d/a/a3/',
      pending: true,
      data: { organizationId: 'a3', superiorId: 'a' },
    });
  });

  it.each([
    ['another name', { name: '另一个支部' }],
    ['another superior', { superiorId: 'd' }],
  ])('does not take %s for the same under one id', async (_, change) => {
    await foundOrganization(store, branch, founder);
    await expect(foundOrganization(store, { ...branch, ...change }, founder)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', reason: 'ID_REUSED' },
    });
    expect(await store.byIds([branch._id])).toMatchObject([{ name: '新支部', superiorId: 'a' }]);
  });

  it.each([
    [{ ...branch, _id: 'x1', superiorId: 'nowhere' }, 'SUPERIOR_UNKNOWN'],
    [{ ...branch, _id: 'x2', superiorId: 'a1' }, 'KIND_MISPLACED'],
    [{ ...branch, _id: 'x3', superiorId: null }, 'KIND_MISPLACED'],
  ])('refuses %o: %s', async (founding, refused) => {
    expect(await foundOrganization(store, founding, founder)).toEqual({ refused });
    expect(await store.byIds([founding._id])).toEqual([]);
  });
});

describe('the figures', () => {
  it('count the whole district', async () => {
    const figures = createFigures(database.collections);
    expect(await figures.district()).toMatchObject({
      enterprises: 4,
      enterprisesInGrids: 1,
      instructors: 2,
      partyAffairsWorkers: 1,
      serviceCenters: 1,
      demonstrationBelts: 1,
    });
    expect(await figures.enterprisesByTownship()).toEqual(
      new Map([
        ['330111001', 3],
        ['330111002', 1],
      ]),
    );
  });
});
