import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnterpriseDocument } from '../collections.ts';
import { type Database, openDatabase } from '../testing/database.ts';
import { foundDistrict } from '../testing/district.ts';
import { caller } from '@hongxin/kit/testing/subgraph';
import { readSearch } from './enterprise.ts';
import { createEnterpriseStore, type EnterpriseStore } from './store.ts';

const ofDistrict = caller('STAFF', [{ role: 'DISTRICT', orgPath: '/d/' }]);
const ofA = caller('STAFF', [{ role: 'TOWNSHIP', orgPath: '/d/a/' }]);

let database: Database;
let store: EnterpriseStore;
let known: readonly EnterpriseDocument[];

beforeAll(async () => {
  database = await openDatabase();
  store = createEnterpriseStore(database.collections);
  known = (await foundDistrict(database)).enterprises;
});
afterAll(() => database[Symbol.asyncDispose]());

async function find(
  typed: string | null,
  viewer: Viewer | null,
  page: Partial<Parameters<EnterpriseStore['search']>[2]> = {},
) {
  const wanted = readSearch(typed);
  if (wanted.kind === 'REFUSED') throw new Error(wanted.message);
  const found = await store.search(wanted, viewer, { townshipCode: null, first: 100, after: null, ...page });
  return found.map((enterprise) => enterprise._id);
}

describe('searching enterprises', () => {
  it('finds by the beginning of the name', async () => {
    expect(await find('富春', ofDistrict)).toEqual(['e4', 'e2', 'e1']);
    expect(await find('富春蓝', ofDistrict)).toEqual(['e1']);
    expect(await find('春', ofDistrict)).toEqual([]);
  });

  it('takes what was typed as it stands, never as a pattern', async () => {
    expect(await find('富.*春', ofDistrict)).toEqual(['e3']);
    expect(await find('.*', ofDistrict)).toEqual([]);
    expect(await find('(((', ofDistrict)).toEqual([]);
  });

  it('finds by the full credit code', async () => {
    const code = known[0]?.creditCode ?? '';
    expect(await find(code.toLowerCase(), ofDistrict)).toEqual(['e1']);
  });

  it('shows only what the roles cover', async () => {
    expect(await find('富春', ofA)).toEqual(['e2', 'e1']);
    expect(await find(known[3]?.creditCode ?? '', ofA)).toEqual([]);
    expect(await find(null, caller('STAFF'))).toEqual([]);
    expect(await find(null, null)).toEqual([]);
  });

  it('narrows to a township, in pages', async () => {
    expect(await find(null, ofDistrict, { townshipCode: '330111002' })).toEqual(['e4']);
    expect(await find(null, ofDistrict, { first: 2 })).toEqual(['e3', 'e4']);
    expect(await find(null, ofDistrict, { first: 2, after: 'e4' })).toEqual(['e2', 'e1']);
  });

  it('walks an index for a name and for a code', async () => {
    const { enterprises } = database.collections;
    for (const filter of [
      { name: { $gte: '富', $lt: '富\u{10FFFF}' } },
      { creditCode: known[0]?.creditCode },
    ]) {
      const plan = JSON.stringify(
        await enterprises.find(filter).sort({ name: 1, _id: 1 }).explain('queryPlanner'),
      );
      expect(plan).toContain('IXSCAN');
      expect(plan).not.toContain('COLLSCAN');
    }
  });

  it('keeps a credit code once, and none that is wrong', async () => {
    const { enterprises } = database.collections;
    const { _id: _, ...first } = known[0] as EnterpriseDocument;
    await expect(enterprises.create({ _id: 'again', ...first })).rejects.toMatchObject({ code: 11_000 });
    await expect(
      enterprises.create({ _id: 'wrong', ...first, creditCode: '91350100M000100Y4Z' }),
    ).rejects.toThrow('creditCode');
  });
});
