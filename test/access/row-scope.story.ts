import { randomUUID } from 'node:crypto';
import { ROLES, type StaffRole } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';
import { pathOf, RELATIONS, type Relation } from './callers.ts';
import { type Right, rolesWith } from './rights.ts';

/**
 * Rows, on the running mesh: whatever leads to a document is asked by every role held at the document's own place, below,
 * beside and above it. It must be there exactly for roles that have the right, at its place or above.
 */
let world: World;
type Stored = Record<string, unknown> & { _id: string; orgPath: string };
let found: { member: Stored; enterprise: Stored; fundLine: Stored; checkIn: Stored };

beforeAll(async () => {
  world = await joinWorld();
  const one = async (service: string, collection: string, filter = {}) => {
    const document = await world.database(service).collection(collection).findOne(filter);
    if (!document) throw new Error(`no document in ${service}.${collection}`);
    return document as unknown as Stored;
  };
  const checkIn = await one('activities', 'checkIns', { status: 'VALID' });
  found = {
    checkIn,
    member: await one('members', 'members', { _id: checkIn['memberId'] }),
    enterprise: await one('organizations', 'enterprises'),
    fundLine: await one('funding', 'fundLines', { orgPath: /^(\/[^/]+){2,}\/$/ }),
  };
});
afterAll(leaveWorld);

const roles = Object.keys(ROLES) as StaffRole[];
const officer = (role: StaffRole, orgPath: string): Viewer => ({
  sub: randomUUID(),
  kind: 'STAFF',
  roles: [{ role, orgPath }],
  scopes: [],
  session: randomUUID(),
  steppedUpUntil: Math.floor(Date.now() / 1000) + 300,
});

type Question = {
  name: string;
  right: Right;
  service: string;
  of: () => Stored;
  query: string;
  variables: () => Record<string, unknown>;
  /** What is in the answer only when the row may be seen. */
  reveals: () => string;
};

const entity = (type: string, fields: string) =>
  `query($id: ID!) { _entities(representations: [{ __typename: "${type}", id: $id }]) { ... on ${type} { ${fields} } } }`;

const questions: Question[] = [
  {
    name: 'member(id)',
    right: 'MEMBERS',
    service: 'members',
    of: () => found.member,
    query: 'query($id: ID!) { member(id: $id) { id } }',
    variables: () => ({ id: found.member._id }),
    reveals: () => found.member._id,
  },
  {
    name: 'members(branchId)',
    right: 'MEMBERS',
    service: 'members',
    of: () => found.member,
    query: 'query($branch: ID!) { members(branchId: $branch, first: 100) { id } }',
    variables: () => ({ branch: found.member['branchId'] }),
    reveals: () => found.member._id,
  },
  {
    name: 'a member’s phone through _entities',
    right: 'RECORDS',
    service: 'members',
    of: () => found.member,
    query: entity('PartyMember', 'maskedPhone'),
    variables: () => ({ id: found.member._id }),
    reveals: () => String(found.member['phoneMasked']),
  },
  {
    name: 'a member’s ID number through _entities',
    right: 'RECORDS',
    service: 'members',
    of: () => found.member,
    query: entity('PartyMember', 'maskedIdNumber'),
    variables: () => ({ id: found.member._id }),
    reveals: () => String(found.member['idNumberMasked']),
  },
  {
    name: 'a member’s full name through _entities',
    right: 'MEMBERS',
    service: 'members',
    of: () => found.member,
    query: entity('PartyMember', 'name'),
    variables: () => ({ id: found.member._id }),
    reveals: () => '"name":"',
  },
  {
    name: 'where a member was, through _entities',
    right: 'MEMBERS',
    service: 'activities',
    of: () => found.member,
    query: entity('PartyMember', 'attendances(first: 100) { id }'),
    variables: () => ({ id: found.member._id }),
    reveals: () => found.checkIn._id,
  },
  {
    name: 'enterprise(id)',
    right: 'ENTERPRISES',
    service: 'organizations',
    of: () => found.enterprise,
    query: 'query($id: ID!) { enterprise(id: $id) { id } }',
    variables: () => ({ id: found.enterprise._id }),
    reveals: () => found.enterprise._id,
  },
  {
    name: 'enterprises(search)',
    right: 'ENTERPRISES',
    service: 'organizations',
    of: () => found.enterprise,
    query: 'query($name: String!) { enterprises(search: $name, first: 100) { id } }',
    variables: () => ({ name: found.enterprise['name'] }),
    reveals: () => found.enterprise._id,
  },
  {
    name: 'an enterprise’s credit code through _entities',
    right: 'ENTERPRISES',
    service: 'organizations',
    of: () => found.enterprise,
    query: entity('NonPublicEnterprise', 'creditCode'),
    variables: () => ({ id: found.enterprise._id }),
    reveals: () => String(found.enterprise['creditCode']),
  },
  {
    name: 'fundLine(id)',
    right: 'MONEY',
    service: 'funding',
    of: () => found.fundLine,
    query: 'query($id: ID!) { fundLine(id: $id) { id } }',
    variables: () => ({ id: found.fundLine._id }),
    reveals: () => found.fundLine._id,
  },
  {
    name: 'a fund line through _entities',
    right: 'MONEY',
    service: 'funding',
    of: () => found.fundLine,
    query: entity('FundLine', 'allocatedFen'),
    variables: () => ({ id: found.fundLine._id }),
    reveals: () => '"allocatedFen":',
  },
  {
    name: 'fundLines(year, organization)',
    right: 'MONEY',
    service: 'funding',
    of: () => found.fundLine,
    query:
      'query($year: Int!, $organization: ID!) { fundLines(year: $year, organizationId: $organization, first: 100) { id } }',
    variables: () => ({ year: found.fundLine['year'], organization: found.fundLine['organizationId'] }),
    reveals: () => found.fundLine._id,
  },
];

const seesRows = (right: Right, role: StaffRole, relation: Relation) =>
  rolesWith(right).includes(role) && (relation === 'own' || relation === 'parent');

describe.each(questions)('$name', (question) => {
  it.each(RELATIONS)('by every role held at its %s place', async (relation) => {
    const seen: Record<string, boolean> = {};
    for (const role of roles) {
      const viewer = officer(role, pathOf(question.of().orgPath, relation));
      const answer = await world.asViewer(question.service, viewer, question.query, question.variables());
      seen[role] = JSON.stringify(answer.data ?? {}).includes(question.reveals());
    }
    expect(seen).toEqual(
      Object.fromEntries(roles.map((role) => [role, seesRows(question.right, role, relation)])),
    );
  });
});

type Change = Omit<Question, 'reveals'>;

/** Changes are tried where they must fail for the place alone; that they work at the right place, the stories show. */
const changes: Change[] = [
  {
    name: 'voidCheckIn',
    service: 'activities',
    of: () => ({ ...found.checkIn, orgPath: String(found.checkIn['siteOrgPath']) }),
    query: 'mutation($id: ID!) { voidCheckIn(input: { id: $id, reason: "误签到" }) { id } }',
    variables: () => ({ id: found.checkIn._id }),
    right: 'DOOR',
  },
  {
    name: 'recordFundSpending',
    service: 'funding',
    of: () => found.fundLine,
    query:
      'mutation($id: ID!, $line: ID!) { recordFundSpending(input: { id: $id, fundLineId: $line, amountFen: 1, memo: "测试" }) { __typename } }',
    variables: () => ({ id: randomUUID(), line: found.fundLine._id }),
    right: 'SPENDING',
  },
  {
    name: 'revealPersonalNumber',
    service: 'members',
    of: () => found.member,
    query:
      'mutation($id: ID!) { revealPersonalNumber(input: { memberId: $id, kind: PHONE, reason: "核对联系方式" }) { number } }',
    variables: () => ({ id: found.member._id }),
    right: 'NUMBERS',
  },
];

describe.each(changes)('$name', ({ service, of, query, variables, right, name }) => {
  beforeAll(async () => {
    const session = await world
      .database('activities')
      .collection('sessions')
      .findOne({ _id: found.checkIn['sessionId'] as never });
    found.checkIn['siteOrgPath'] = session?.['orgPath'];
  });

  it.each(['child', 'sibling'] as const)(
    'is refused to every role held at its %s place',
    async (relation) => {
      const verdicts: Record<string, string | undefined> = {};
      for (const role of roles) {
        const answer = await world.asViewer(
          service,
          officer(role, pathOf(of().orgPath, relation)),
          query,
          variables(),
        );
        expect(answer.data, `${name} as ${role}`).toBeFalsy();
        verdicts[role] = answer.errors?.[0]?.extensions?.code;
      }
      for (const role of roles)
        expect([role, ['FORBIDDEN', 'NOT_FOUND'].includes(verdicts[role] ?? '')]).toEqual([role, true]);
    },
  );

  it('is refused at its own place to every role that is not for it', async () => {
    for (const role of roles.filter((one) => !rolesWith(right).includes(one))) {
      const answer = await world.asViewer(service, officer(role, of().orgPath), query, variables());
      expect([role, answer.errors?.[0]?.extensions?.code]).toEqual([role, 'FORBIDDEN']);
    }
  });
});
