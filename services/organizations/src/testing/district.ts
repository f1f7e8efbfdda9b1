import { makeCreditCode } from '../enterprise/credit-code.ts';
import type { EnterpriseDocument, OrganizationDocument } from '../collections.ts';
import type { Database } from './database.ts';

const township = (code: string, name: string, pinyin: string) => ({
  _id: code,
  name,
  pinyin,
  kind: 'SUBDISTRICT' as const,
  longitude: 119.95,
  latitude: 30.05,
});

const organization = (_id: string, name: string, kind: OrganizationDocument['kind'], orgPath: string) => {
  const above = orgPath.split('/').filter(Boolean);
  return { _id, name, kind, orgPath, superiorId: above.at(-2) ?? null };
};

const enterprise = (n: number, name: string, townshipCode: string, orgPath: string): EnterpriseDocument => ({
  _id: `e${n}`,
  name,
  creditCode: makeCreditCode('91330111', `MA2TEXT${n}`),
  townshipCode,
  industry: '机械制造',
  coverage: n === 1 ? 'OWN_ORGANIZATION' : n === 2 ? 'GRID' : 'WORK_ONLY',
  isAboveScale: n === 1,
  orgPath,
});

/** A small district: two townships a and b, three branches, four enterprises. */
export async function foundDistrict({ collections }: Database) {
  const { townships, organizations, enterprises, serviceCenters, demonstrationBelts, staffMembers } =
    collections;
  await townships.insertMany([
    township('330111002', '春江街道', 'Chunjiang'),
    township('330111001', '富春街道', 'Fuchun'),
  ]);
  await organizations.insertMany([
    organization('d', '富阳区两新工委', 'DISTRICT_COMMITTEE', '/d/'),
    { ...organization('a', '富春街道两新党工委', 'TOWNSHIP_COMMITTEE', '/d/a/'), townshipCode: '330111001' },
    { ...organization('b', '春江街道两新党工委', 'TOWNSHIP_COMMITTEE', '/d/b/'), townshipCode: '330111002' },
    {
      ...organization('a1', '蓝光科技党支部', 'PARTY_BRANCH', '/d/a/a1/'),
      enterpriseId: 'e1',
      termEndsOn: new Date('2027-06-30T00:00:00.000Z'),
    },
    organization('a2', '安心联合党支部', 'JOINT_BRANCH', '/d/a/a2/'),
    organization('b1', '春江纸业党支部', 'PARTY_BRANCH', '/d/b/b1/'),
  ]);
  const list = [
    enterprise(1, '富春蓝光科技有限公司', '330111001', '/d/a/a1/'),
    enterprise(2, '富春绿野食品有限公司', '330111001', '/d/a/'),
    enterprise(3, '富.*春怪名有限公司', '330111001', '/d/a/'),
    enterprise(4, '富春江畔纸业有限公司', '330111002', '/d/b/b1/'),
  ];
  await enterprises.insertMany(list);
  await serviceCenters.insertMany([{ _id: 'c1', name: '春江区域党群服务中心', townshipCode: '330111002' }]);
  await demonstrationBelts.insertMany([
    {
      _id: 'belt',
      name: '富春江示范带',
      nodes: [{ name: '硅谷小镇', kind: 'CHARACTERISTIC_TOWN', townshipCode: '330111001' }],
    },
  ]);
  await staffMembers.insertMany([
    {
      _id: 's1',
      name: '甲',
      role: 'INSTRUCTOR',
      orgPath: '/d/a/',
      townshipCode: '330111001',
      enterpriseIds: ['e1'],
    },
    {
      _id: 's2',
      name: '乙',
      role: 'INSTRUCTOR',
      orgPath: '/d/b/',
      townshipCode: '330111002',
      enterpriseIds: ['e4'],
    },
    { _id: 's3', name: '丙', role: 'PARTY_AFFAIRS_WORKER', orgPath: '/d/a/', enterpriseIds: [] },
  ]);
  return { enterprises: list };
}
