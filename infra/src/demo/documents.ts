import { serviceActor } from '@hongxin/kit/events';
import type { StaffAccountDocument } from '@hongxin/identity/collections';
import { MemberAdmitted } from '@hongxin/members/events';
import { newMember, type MemberKeys } from '@hongxin/members/new-member';
import type { TownshipDocument } from '@hongxin/organizations/collections';
import { hash } from '@node-rs/argon2';
import type { Collection } from 'mongoose';
import type { DemoAccount } from './accounts.ts';
import type { Bulk, Write } from './bulk.ts';
import type { DemoDatabases } from './databases.ts';
import type { DemoDistrict } from './district.ts';
import { idMaker } from './ids.ts';
import type { Person } from './members.ts';
import { pioneerIndex } from './points.ts';
import { createRng } from './rng.ts';
import type { ScaleFigures } from './scale.ts';
import type { DemoTownship } from './townships.ts';

/** argon2id, which is this library's default, at the figures that identity checks with. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Everything to be written, in order, each collection once. */
export async function bulksOf(
  d: DemoDistrict,
  figures: ScaleFigures,
  to: DemoDatabases['collections'],
  keys: MemberKeys,
  seed: string,
): Promise<Bulk[]> {
  const { organizations, members, activities, funding, identity } = to;
  const { lines, postings } = d.funds();
  return [
    list('乡镇街道', organizations.townships, d.townships.map(townshipDocument)),
    list('党组织', organizations.organizations, d.tree.organizations),
    list('非公企业', organizations.enterprises, d.enterprises),
    list('网格', organizations.grids, d.grids),
    list('党群服务中心', organizations.serviceCenters, d.serviceCenters),
    list('示范带', organizations.demonstrationBelts, d.belts),
    list('指导员和党务工作者', organizations.staffMembers, d.staff),
    stream('党员', members.members, memberDocuments(d.members, keys), d.members.length),
    stream('党员入册事件', members.outbox.source, admissions(d.members, seed), d.members.length),
    { step: '先锋指数', total: d.members.length * WRITES_FOR_A_MEMBERS_INDEX, writes: indexes(d, members) },
    list('示范点', activities.sites, d.sites),
    list(
      '活动',
      activities.activities,
      d.year.map(({ activity }) => activity),
    ),
    list(
      '活动场次',
      activities.sessions,
      d.year.map(({ session }) => session),
    ),
    stream('签到', activities.checkIns, d.checkIns(), figures.attendances),
    list('经费', funding.fundLines, lines),
    list('经费账目', funding.ledgerPostings, postings),
    list('工作人员账号', identity.staffAccounts, await Promise.all(d.accounts.map(accountDocument))),
  ];
}

/** About; only for the bar of progress. */
const WRITES_FOR_A_MEMBERS_INDEX = 33;

type Target = { readonly collection: Collection };

const list = (step: string, to: Target, documents: readonly object[]): Bulk =>
  stream(step, to, documents, documents.length);

const stream = (step: string, { collection }: Target, documents: Iterable<object>, total: number): Bulk => ({
  step,
  total,
  writes: writesTo(collection, documents),
});

function* writesTo(collection: Collection, documents: Iterable<object>): Generator<Write> {
  for (const document of documents) yield [collection, document];
}

const townshipDocument = ({
  code,
  name,
  pinyin,
  kind,
  longitude,
  latitude,
}: DemoTownship): TownshipDocument => ({ _id: code, name, pinyin, kind, longitude, latitude });

function* memberDocuments(members: readonly Person[], keys: MemberKeys) {
  for (const { admittedAt: _at, townshipCode: _township, zeal: _zeal, ...facts } of members)
    yield newMember(facts, keys);
}

function* indexes(
  d: DemoDistrict,
  { pointEvents, pioneerIndexes }: DemoDatabases['collections']['members'],
): Generator<Write> {
  const computedAt = new Date();
  for (const month of d.points()) {
    yield* writesTo(pointEvents.collection, month.points);
    yield [pioneerIndexes.collection, pioneerIndex(month, computedAt)];
  }
}

/** The relay of members numbers them at its first start. */
function* admissions(members: readonly Person[], seed: string) {
  const newId = idMaker(createRng(seed, 'admissions'));
  const actor = serviceActor('demo');
  for (const { _id: memberId, branchId, orgPath, standing, membership, status, admittedAt } of members)
    yield {
      _id: newId(admittedAt),
      type: MemberAdmitted.type,
      v: MemberAdmitted.v,
      occurredAt: admittedAt,
      recordedAt: admittedAt,
      orgPath,
      actor,
      data: { memberId, branchId, orgPath, standing, membership, status },
      pending: true,
    };
}

async function accountDocument({ password, ...account }: DemoAccount): Promise<StaffAccountDocument> {
  return {
    ...account,
    passwordHash: await hash(password, ARGON2),
    formerPasswordHashes: [],
    mustChangePassword: false,
    secondFactor: null,
    singleSignOn: null,
    failedTries: 0,
    lockedUntil: null,
    disabledAt: null,
    lastSignInAt: null,
  };
}
