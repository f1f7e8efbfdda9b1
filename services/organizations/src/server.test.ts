import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './testing/database.ts';
import { foundDistrict } from './testing/district.ts';
import { caller, startSubgraph } from '@hongxin/kit/testing/subgraph';

const member = caller('MEMBER');
const service = caller('SERVICE');
const ofDistrict = caller('STAFF', [{ role: 'DISTRICT', orgPath: '/d/' }]);
const ofA = caller('STAFF', [{ role: 'TOWNSHIP', orgPath: '/d/a/' }]);
const ENTITIES = `query($refs: [_Any!]!) { _entities(representations: $refs) {
  ... on PartyOrganization { name superior { name } township { name } enterprise { name } termEndsOn }
  ... on NonPublicEnterprise { name industry }
  ... on Township { name enterpriseCount }
  ... on ServiceCenter { name } ... on DemonstrationBelt { name } } }`;

let database: Database;
let subgraph: Awaited<ReturnType<typeof startSubgraph>>;

beforeAll(async () => {
  database = await openDatabase();
  await foundDistrict(database);
  subgraph = await startSubgraph('organizations', join(import.meta.dirname, 'server.ts'), database.name);
});
afterAll(async () => {
  await subgraph[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const codes = (answer: Awaited<ReturnType<typeof subgraph.ask>>) =>
  answer.errors?.map((error) => error.extensions['code']);

describe('the door of organizations', () => {
  it('refuses what did not come through the mesh', async () => {
    const body = JSON.stringify({ query: '{ townships { name } }' });
    expect(await subgraph.post(body, {})).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    const forged = { 'x-mesh-claims': '', 'x-mesh-proof': `v1,${Math.floor(Date.now() / 1000)},nonce,AAAA` };
    expect((await subgraph.post(body, forged)).status).toBe(403);
  });

  it('lets nobody see anything without a name', async () => {
    const answer = await subgraph.ask(null, '{ townships { name } }');
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
  });

  it('shows its log to the mesh’s own services only', async () => {
    const query = '{ organizationsTop organizationsEvents(after: 0) { seq } }';
    expect((await subgraph.ask(service, query)).data).toEqual({
      organizationsTop: 0,
      organizationsEvents: [],
    });
    expect(codes(await subgraph.ask(ofDistrict, query))).toContain('FORBIDDEN');
  });
});

describe('what any caller may see', () => {
  it('is the townships in order, the venues and the figures', async () => {
    const { data } = await subgraph.ask(
      member,
      `{ townships { code name kind enterpriseCount } serviceCenters { name township { name } }
         demonstrationBelts { name nodes { name kind township { code } } }
         organizationFigures { enterprises enterprisesInGrids organizations branches } }`,
    );
    expect(data).toEqual({
      townships: [
        { code: '330111001', name: '富春街道', kind: 'SUBDISTRICT', enterpriseCount: 3 },
        { code: '330111002', name: '春江街道', kind: 'SUBDISTRICT', enterpriseCount: 1 },
      ],
      serviceCenters: [{ name: '春江区域党群服务中心', township: { name: '春江街道' } }],
      demonstrationBelts: [
        {
          name: '富春江示范带',
          nodes: [{ name: '硅谷小镇', kind: 'CHARACTERISTIC_TOWN', township: { code: '330111001' } }],
        },
      ],
      organizationFigures: { enterprises: 4, enterprisesInGrids: 1, organizations: 6, branches: 3 },
    });
  });

  it('is each entity by its key; an unknown one is null with its own error and spoils no other', async () => {
    const { data, errors } = await subgraph.ask(member, ENTITIES, {
      refs: [
        { __typename: 'PartyOrganization', id: 'a1' },
        { __typename: 'PartyOrganization', id: 'unknown' },
        { __typename: 'Township', code: '330111001' },
        { __typename: 'NonPublicEnterprise', id: 'e4' },
        { __typename: 'ServiceCenter', id: 'c1' },
        { __typename: 'DemonstrationBelt', id: 'belt' },
      ],
    });
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('组织不存在'),
        path: ['_entities', 1],
        extensions: expect.objectContaining({ code: 'NOT_FOUND' }),
      }),
    ]);
    expect(data?.['_entities']).toEqual([
      {
        name: '蓝光科技党支部',
        superior: { name: '富春街道两新党工委' },
        township: null,
        enterprise: { name: '富春蓝光科技有限公司' },
        termEndsOn: '2027-06-30T00:00:00.000Z',
      },
      null,
      { name: '富春街道', enterpriseCount: 3 },
      { name: '富春江畔纸业有限公司', industry: '机械制造' },
      { name: '春江区域党群服务中心' },
      { name: '富春江示范带' },
    ]);
  });

  it('is no list, no credit code and no single enterprise', async () => {
    const answer = await subgraph.ask(
      member,
      '{ organizations { id } enterprises { id } enterprise(id: "e1") { id } }',
    );
    expect(codes(answer)).toContain('FORBIDDEN');
    const code = `query($refs: [_Any!]!) { _entities(representations: $refs) { ... on NonPublicEnterprise { creditCode } } }`;
    const hidden = await subgraph.ask(member, code, {
      refs: [{ __typename: 'NonPublicEnterprise', id: 'e1' }],
    });
    expect(codes(hidden)).toEqual(['FORBIDDEN']);
    expect(hidden.data).toEqual({ _entities: [{ creditCode: null }] });
  });
});

describe('what staff may see', () => {
  it('is what their roles cover', async () => {
    const query =
      '{ enterprises { id } inside: enterprise(id: "e1") { creditCode } outside: enterprise(id: "e4") { id } }';
    const inside = { creditCode: expect.stringMatching(/^91330111MA2TEXT1/) };
    const [e1, e2, e3, e4] = [{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }, { id: 'e4' }];
    const district = await subgraph.ask(ofDistrict, query);
    expect(district.data).toEqual({ enterprises: [e3, e4, e2, e1], inside, outside: e4 });
    const township = await subgraph.ask(ofA, query);
    expect(township.data).toEqual({ enterprises: [e3, e2, e1], inside, outside: null });
  });

  it('is the tree from its top down to their place', async () => {
    const query = '{ top: organizations { id kind } below: organizations(superiorId: "d") { id } }';
    const { data } = await subgraph.ask(ofA, query);
    expect(data).toEqual({ top: [{ id: 'd', kind: 'DISTRICT_COMMITTEE' }], below: [{ id: 'a' }] });
  });

  it.each([
    ['{ enterprises(first: 101) { id } }', '100'],
    ['{ organizations(first: 0) { id } }', '100'],
    ['{ enterprises(search: "91350100M000100Y44") { id } }', '校验位'],
  ])('says in Chinese what is wrong with %s', async (query, words) => {
    const answer = await subgraph.ask(ofDistrict, query);
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining(words) },
    ]);
  });
});

describe('stopping', () => {
  it('drains and ends with 0', async () => {
    expect(await subgraph.stop()).toBe(0);
  });
});
