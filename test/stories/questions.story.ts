import { randomUUID } from 'node:crypto';
import { ROLES, type StaffRole } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinWorld, leaveWorld, type ObservedWorld } from '../world/shared-world.ts';

/** What is read whole on purpose, and why that costs no more as the years go by. Everything else is found by an index. */
const READ_WHOLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  activities: {
    sites: 'some thirty; held in memory',
    sessions: 'held in memory, read once at the start of a process',
    memberStandings: 'held in memory, read once at the start of a process',
    screenDeliveries: 'one for each screen of the district',
  },
  funding: {},
  identity: {
    dataKeys: 'one for each rotation',
    screens: 'one for each screen of the district',
    apiClients: 'one for each agreement with another system',
    staffAccounts: 'one for each member of staff; a search for a part of a name reads them all',
  },
  members: {
    dataKeys: 'one for each rotation',
    indexDirty: 'marks of what is not yet computed: jobs empty it within seconds',
    indexStates: 'one',
  },
  organizations: {
    townships: 'as many as the district has',
    serviceCenters: 'five',
    demonstrationBelts: 'five',
    enterprises: 'the register of the district; its whole is counted once for many askers',
    organizations: 'the register of the district; its whole is counted once for many askers',
  },
};

let world: ObservedWorld;
beforeAll(async () => {
  world = await joinWorld();
});
afterAll(leaveWorld);

/** Held at the top: every list is as long as it can be. */
const everyRole: Viewer = {
  sub: randomUUID(),
  kind: 'STAFF',
  roles: (Object.keys(ROLES) as StaffRole[]).map((role) => ({ role, orgPath: '/' })),
  scopes: [],
  session: randomUUID(),
  steppedUpUntil: Math.floor(Date.now() / 1_000) + 3_600,
};

/** What the other stories leave out: lists with each of their conditions, later pages, figures and counts. */
const REST: readonly (readonly [service: string, query: string])[] = [
  [
    'activities',
    '{ activities { id attendanceCount hostOrganization { attendanceCount hostedActivities { id } } } }',
  ],
  ['activities', '{ activities(after: "ID") { id sessions { id attendanceCount checkIns { id } } } }'],
  ['activities', '{ sessions(day: "2026-03-01") { id site { checkInsToday } } }'],
  ['activities', '{ sessions(siteId: "ID") { id } session(id: "ID") { id } activity(id: "ID") { id } }'],
  ['activities', '{ activityFigures { activities attendances checkInsToday sitesOnline } }'],
  [
    'activities',
    '{ sessions { checkIns { id shownOn { shownAt } member { attendanceCount attendances { id } } } } }',
  ],
  [
    'funding',
    '{ fundLines(year: 2026) { id } fundingFigures(year: 2026) { __typename } fundLine(id: "ID") { id } }',
  ],
  ['funding', '{ fundLines(year: 2026, organizationId: "ID", after: "ID") { id } }'],
  ['identity', '{ staffAccounts { id } role: staffAccounts(role: SECRETARY, after: "a") { id } }'],
  ['identity', '{ staffAccounts(search: "a") { id } staffAccount(id: "ID") { id } }'],
  [
    'identity',
    '{ auditRows { seq } auditState { rows } a: auditRows(filter: { actorId: "ID" }, before: 9) { seq } }',
  ],
  [
    'identity',
    '{ auditRows(filter: { action: "x" }) { seq } a: auditRows(filter: { targetId: "ID" }) { seq } }',
  ],
  ['identity', '{ auditRows(filter: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }) { seq } }'],
  ['identity', '{ apiClients { id } screens { id } mySignInSessions { id } }'],
  ['identity', '{ signInSessions(kind: STAFF, subjectId: "ID") { id } apiClient(id: "ID") { id } }'],
  ['members', '{ memberFigures { total } indexPicture { __typename } dataKeys { __typename } }'],
  [
    'members',
    '{ members(branchId: "ID") { id } member(id: "ID") { id } indexPicture(month: "2026-01") { __typename } }',
  ],
  [
    'members',
    '{ consents { id } a: consents(purpose: NAME_ON_WALL, decision: GRANTED, after: "ID") { id } }',
  ],
  ['members', '{ indexObjections { id } a: indexObjections(after: "ID") { id } }'],
  ['organizations', '{ enterprises { id } a: enterprises(search: "A", townshipCode: "330111001") { id } }'],
  [
    'organizations',
    '{ enterprises(search: "91350100M000100Y43", after: "ID") { id } enterprise(id: "ID") { id } }',
  ],
  ['organizations', '{ organizations { id } a: organizations(superiorId: "ID", after: "ID") { id } }'],
  ['organizations', '{ organizationFigures { enterprises enterprisesInGrids organizations branches } }'],
  ['organizations', '{ townships { code } serviceCenters { id } demonstrationBelts { id } }'],
];

describe('what services ask of their databases', () => {
  it.each(REST)('%s answers %s', async (service, query) => {
    const answer = await world.asViewer(service, everyRole, query.replaceAll('"ID"', `"${randomUUID()}"`));
    expect(answer.errors).toBeUndefined();
  });

  it.each(Object.entries(READ_WHOLE))(
    'is found in %s by an index, never by reading a growing collection or all of an index through',
    async (service, readWhole) => {
      await using recording = world.recordings.get(service);
      const questions = (await recording?.questions()) ?? [];
      expect(questions.length).toBeGreaterThan(10); // it is recorded at all
      const scans = questions
        .filter(({ plan, collection }) => plan.includes('COLLSCAN') && !(collection in readWhole))
        .map(({ collection, asked }) => `${collection}: ${asked}`);
      expect([...new Set(scans)]).toEqual([]);
      const wide = questions
        .filter(({ asked }) => asked.startsWith('{"find"')) // a count must look at what it counts
        .filter(({ collection }) => !(collection in readWhole))
        .filter(
          ({ documentsExamined, keysExamined, returned }) =>
            Math.max(documentsExamined, keysExamined) > 20 + 5 * returned,
        )
        .map(({ plan, collection, asked }) => `${plan} ${collection}: ${asked}`);
      expect([...new Set(wide)]).toEqual([]);
    },
  );
});
