import { createHash } from 'node:crypto';
import { isValidCreditCode } from '@hongxin/organizations/credit-code';
import { ageOn, birthDateOf, isValidIdNumber } from '@hongxin/members/id-number';
import { mayStandBelow } from '@hongxin/organizations/organization';
import { dayOf } from '@hongxin/kit/time';
import { describe, expect, it } from 'vitest';
import { pioneerIndex } from './points.ts';
import { district, type DemoDistrict, type DistrictOptions } from './district.ts';

const today = '2026-11-23';

/** One hash over all that the generators decide; not over forms that the services give it. */
function fingerprint(options: DistrictOptions): string {
  const hash = createHash('sha256');
  const add = (...facts: unknown[]) => hash.update(JSON.stringify(facts));
  const { checkIns, points, funds, ...lists } = district(options);
  add(lists, [...lists.tree.committees]);
  for (const document of checkIns()) add(document);
  for (const { person, points: own } of points())
    for (const { rule, units, occurredAt, sourceEventId } of own)
      add(person._id, rule, units, occurredAt, sourceEventId);
  for (const { organizationId, source, allocatedFen } of funds().lines)
    add(organizationId, source, allocatedFen);
  for (const { _id, amountFen, memo, postedAt } of funds().postings) add(_id, amountFen, memo, postedAt);
  return hash.digest('hex');
}

describe('the demo district', () => {
  it('is the same for the same seed, scale and day', () => {
    const first = fingerprint({ scale: 'small', today });
    expect(fingerprint({ scale: 'small', today })).toBe(first);
    expect(fingerprint({ scale: 'small', today, seed: 'another' })).not.toBe(first);
  });

  it('is the same on every machine', () => {
    expect(fingerprint({ scale: 'small', today })).toBe(
      'bedc795552f8a1d5dcd80419f49303169184398aa17317395504ebaaeaa25000',
    );
  });
});

const full = district({ scale: 'full', today });
const checkIns = [...full.checkIns()];
const months = [...full.points()];
const funds = full.funds();
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const count = <T>(list: readonly T[], test: (item: T) => boolean) => list.filter(test).length;
const nodes = full.belts.flatMap((belt) => belt.nodes);

describe("the district's own figures", () => {
  it.each([
    ['townships', full.townships.length, 24, 24],
    ['enterprises', full.enterprises.length, 19_000, 19_500],
    [
      'enterprises with managed members by grid',
      count(full.enterprises, (e) => e.gridId !== undefined),
      583,
      583,
    ],
    ['members', full.members.length, 8_300, 8_400],
    ['branches', full.tree.branches.length, 690, 710],
    ['instructors', count(full.staff, ({ role }) => role === 'INSTRUCTOR'), 230, 230],
    ['Party-affairs workers', count(full.staff, ({ role }) => role === 'PARTY_AFFAIRS_WORKER'), 67, 67],
    ['service centers', full.serviceCenters.length, 5, 5],
    ['open sites', full.sites.length, 24, 24],
    ['activities', full.year.length, 302, 302],
    ['attendances', checkIns.length, 24_000, 24_500],
    ['belts', full.belts.length, 5, 5],
    ['characteristic towns on belts', count(nodes, ({ kind }) => kind === 'CHARACTERISTIC_TOWN'), 3, 3],
    ['clusters on belts', count(nodes, ({ kind }) => kind === 'ENTERPRISE_CLUSTER'), 2, 2],
    ['model enterprises on belts', count(nodes, ({ kind }) => kind === 'DISTRICT_MODEL_ENTERPRISE'), 20, 20],
    ['yuan of funds', sum(funds.lines.map(({ allocatedFen }) => allocatedFen)) / 100, 6_950_000, 7_050_000],
  ])('%s', (_what, figure, least, most) => {
    expect(figure).toBeGreaterThanOrEqual(least);
    expect(figure).toBeLessThanOrEqual(most);
  });
});

describe('keys', () => {
  it.each([
    ['credit codes', full.enterprises.map(({ creditCode }) => creditCode)],
    ['names of enterprises', full.enterprises.map(({ name }) => name)],
    ['telephone numbers', full.members.map(({ phone }) => phone)],
    ['ID numbers', full.members.map(({ idNumber }) => idNumber)],
    ['codes of sites', full.sites.map(({ code }) => code)],
    ['check-ins', checkIns.map(({ _id }) => _id)],
    ['member and session', checkIns.map(({ memberId, sessionId }) => `${memberId} ${sessionId}`)],
    ['member and day', checkIns.map(({ memberId, day }) => `${memberId} ${day}`)],
    ['points', months.flatMap(({ points }) => points.map(({ _id }) => _id))],
    ['members and months', months.map(({ person, month }) => `${person._id} ${month}`)],
    ['postings', funds.postings.map(({ _id }) => _id)],
    ['all else', allIds(full)],
  ])('%s are there once', (_what, keys) => {
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of enterprises are valid credit codes of the district', () => {
    expect(
      full.enterprises.filter(
        ({ creditCode }) => !isValidCreditCode(creditCode) || !creditCode.startsWith('91330111'),
      ),
    ).toEqual([]);
  });

  it('of members have the form of a mobile number', () => {
    expect(full.members.filter(({ phone }) => !/^1[3-9]\d{9}$/.test(phone))).toEqual([]);
  });
});

it('has ID numbers of Fuyang, of people who had come of age when they joined', () => {
  for (const { idNumber, joinedOn } of full.members) {
    expect(idNumber).toMatch(/^330(111|183)/);
    expect(isValidIdNumber(idNumber, today)).toBe(true);
    const age = ageOn(joinedOn, birthDateOf(idNumber) as string);
    if (age < 18 || age > 50) expect.fail(`joined at ${age}`);
  }
});

function allIds({
  enterprises,
  grids,
  staff,
  serviceCenters,
  belts,
  members,
  sites,
  year,
  tree,
}: DemoDistrict): string[] {
  const documents = [
    ...tree.organizations,
    ...enterprises,
    ...grids,
    ...staff,
    ...serviceCenters,
    ...belts,
    ...members,
    ...sites,
  ];
  return [
    ...documents.map(({ _id }) => _id),
    ...year.flatMap(({ activity, session }) => [activity._id, session._id]),
  ];
}

describe.each([
  ['full' as const, full],
  ['small' as const, district({ scale: 'small', today })],
])('the tree at %s scale', (_scale, { tree, members, enterprises, sites, townships }) => {
  const byId = new Map(tree.organizations.map((organization) => [organization._id, organization]));
  const paths = new Set(tree.organizations.map(({ orgPath }) => orgPath));

  it('has every organization below one that may stand above it', () => {
    for (const { _id, kind, orgPath, superiorId } of tree.organizations) {
      const superior = superiorId === null ? null : byId.get(superiorId);
      expect(superior).not.toBe(undefined);
      expect(mayStandBelow(kind, superior?.kind ?? null)).toBe(true);
      expect(orgPath).toBe(`${superior?.orgPath ?? '/'}${_id}/`);
    }
  });

  it('has a place for everything that belongs somewhere', () => {
    expect([...members, ...enterprises, ...sites].filter(({ orgPath }) => !paths.has(orgPath))).toEqual([]);
    expect(new Set(sites.map(({ townshipCode }) => townshipCode)).size).toBeGreaterThan(10);
    expect(new Set(enterprises.map(({ townshipCode }) => townshipCode)).size).toBe(townships.length);
  });

  it('has branches of three registered full members at least and 50 members at most', () => {
    const ofBranch = Map.groupBy(members, ({ branchId }) => branchId);
    for (const { organization, size } of tree.branches) {
      const own = ofBranch.get(organization._id) ?? [];
      expect(own.length).toBe(size);
      expect(size).toBeLessThanOrEqual(50);
      expect(
        count(own, ({ standing, membership }) => standing === 'FULL' && membership === 'REGISTERED'),
      ).toBeGreaterThanOrEqual(3);
    }
  });

  it('has committees of about 100 members and general branches of about 50', () => {
    for (const { kind, orgPath } of tree.organizations) {
      const least = { PARTY_COMMITTEE: 100, GENERAL_BRANCH: 50 }[kind as string];
      if (least)
        expect(count(members, (member) => member.orgPath.startsWith(orgPath))).toBeGreaterThanOrEqual(least);
    }
  });

  it('houses the sites in enterprises in the branches of those enterprises', () => {
    for (const site of sites.filter(({ kind }) => kind === 'ENTERPRISE')) {
      const enterpriseId = byId.get(site.hostOrganizationId)?.enterpriseId;
      expect(enterprises.find(({ _id }) => _id === enterpriseId)?.name).toBe(`杭州${site.name}有限公司`);
    }
  });
});

describe("a year's attendances", () => {
  const sessions = new Map(full.year.map((held) => [held.session._id, held]));

  it('are numbered without a gap in the order in which they were recorded', () => {
    for (const [i, { seq, recordedAt }] of checkIns.entries()) {
      expect(seq).toBe(i + 1);
      if (i > 0 && recordedAt < (checkIns[i - 1]?.recordedAt as Date))
        expect.fail(`number ${seq} was recorded before the one before it`);
    }
  });

  it('happened while their session was open, before today, and before they were recorded', () => {
    for (const { sessionId, occurredAt, recordedAt, day } of checkIns) {
      const { session } = sessions.get(sessionId) as (typeof full.year)[number];
      if (occurredAt < session.opensAt || occurredAt > session.closesAt)
        expect.fail(`${occurredAt.toISOString()} is outside of its session`);
      if (recordedAt < occurredAt || dayOf(recordedAt) >= today || dayOf(occurredAt) !== day)
        expect.fail(`recorded at ${recordedAt.toISOString()}`);
    }
  });

  it('peak on the fixed activity days', () => {
    expect(count(checkIns, ({ day }) => ['05', '15', '25'].includes(day.slice(-2)))).toBeGreaterThan(
      checkIns.length * 0.7,
    );
  });

  it('end on the day before the load and reach a year back', () => {
    const days = full.year.map(({ day }) => day).sort();
    expect(days[0]?.slice(0, 7)).toBe('2025-11');
    expect(days.at(-1)?.slice(0, 7)).toBe('2026-11');
    expect((days.at(-1) as string) < today).toBe(true);
  });
});

describe("members' indexes", () => {
  const indexes = months.map((month) => pioneerIndex(month, new Date(0)));
  const present = indexes.filter(({ month }) => month === '2026-11');

  it('are there for the present month for everyone who is active', () => {
    expect(present.length).toBe(count(full.members, ({ status }) => status === 'ACTIVE'));
  });

  it('spread over all grades and differ between branches', () => {
    const mean = (list: readonly { tenths: number }[]) => sum(list.map(({ tenths }) => tenths)) / list.length;
    expect(mean(present)).toBeGreaterThan(450);
    expect(new Set(present.map(({ grade }) => grade)).size).toBe(4);
    const means = [...Map.groupBy(present, ({ branchId }) => branchId).values()]
      .filter(({ length }) => length >= 5)
      .map(mean);
    expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(150);
  });

  it('have an attendance point for each check-in', () => {
    const points = new Set(months.flatMap((month) => month.points.map(({ _id }) => _id)));
    expect(checkIns.filter(({ _id }) => !points.has(`${_id}:attendance`))).toEqual([]);
  });
});

describe('money', () => {
  it('is never spent beyond what was allocated, and moves on a line in order', () => {
    const postings = Map.groupBy(funds.postings, ({ lineId }) => lineId);
    for (const line of funds.lines) {
      const own = postings.get(line._id) ?? [];
      expect(own.map(({ number }) => number)).toEqual(own.map((_, i) => i + 1));
      expect(line.movements).toBe(own.length);
      expect(own[0]?.amountFen).toBe(line.allocatedFen);
      expect(sum(own.slice(1).map(({ amountFen }) => amountFen))).toBeLessThanOrEqual(line.allocatedFen);
    }
  });

  it('was posted within the year and before today', () => {
    expect(
      funds.postings.filter(
        ({ postedAt }) => dayOf(postedAt) >= today || !dayOf(postedAt).startsWith('2026'),
      ),
    ).toEqual([]);
  });
});

describe('the day of loading', () => {
  it.each(['2026-01-01', '2026-01-02', '2026-03-01', '2028-02-29', '2026-12-31'])('may be %s', (day) => {
    const made = district({ scale: 'small', today: day });
    expect([...made.checkIns()].length).toBe(300);
    expect(made.funds().postings.filter(({ postedAt }) => dayOf(postedAt) >= day)).toEqual([]);
    const points = [...made.points()].flatMap((month) => month.points);
    expect(points.filter(({ occurredAt }) => dayOf(occurredAt) >= day)).toEqual([]);
  });

  it('does not change who is who', () => {
    const [a, b] = ['2026-01-01', '2026-12-31'].map((day) => district({ scale: 'small', today: day }));
    expect(a?.sites).toEqual(b?.sites);
    expect(a?.members.map(({ _id, phone, name }) => [_id, phone, name])).toEqual(
      b?.members.map(({ _id, phone, name }) => [_id, phone, name]),
    );
  });
});
