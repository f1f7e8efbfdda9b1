import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorldClient } from '../world/client.ts';
import { followFeed } from '../world/feed.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import { CHECK_IN, type CheckInAnswer, openSiteScreen, type Screen, tap } from '../world/site-screen.ts';
import type { World } from '../world/world.ts';

/** A steward and a site's screen have their site, staff have their part of the tree and what happens at its sites. */
let world: World;
let steward: WorldClient;
let township: WorldClient;
type Site = Awaited<ReturnType<typeof openSiteScreen>>;
let own: Site;
/** Another site of the same township, and one of another. */
let foreign: Site;
let far: Site;
/** A check-in at each site, of a member whose home lies outside the township of S02. */
let atOwn: string;
let atForeign: string;
let atFar: string;
let path: string;
let branch: { id: string; orgPath: string; memberId: string };

beforeAll(async () => {
  world = await joinWorld();
  [steward, township] = [await world.staff('steward'), await world.staff('township')];
  own = await openSiteScreen(world, 'S02');
  foreign = await openSiteScreen(world, 'S08');
  path = (
    await township.get<{ viewer: { roles: { orgPath: string }[] } }>('{ viewer { roles { orgPath } } }')
  ).viewer.roles[0]?.orgPath as string;
  const members = world.database('members').collection('members');
  const neighbour = await members.findOne({ orgPath: { $regex: `^${path}` } });
  branch = {
    id: String(neighbour?.['branchId']),
    orgPath: String(neighbour?.['orgPath']),
    memberId: String(neighbour?._id),
  };
  const elsewhere = await world
    .database('activities')
    .collection('sites')
    .findOne({ orgPath: { $not: { $regex: `^${path}` } } });
  far = await openSiteScreen(world, String(elsewhere?.['code']));
  const guest = await memberOutside(path);
  atOwn = await checkInAt(guest, own);
  atForeign = await checkInAt(guest, foreign);
  atFar = await checkInAt(guest, far);
}, 120_000);
afterAll(leaveWorld);

async function memberOutside(path: string): Promise<WorldClient> {
  for (let n = 10; n < 40; n++) {
    const member = await world.member(n);
    const { myMembership } = await member.get<{ myMembership: { homeBranch: { orgPath: string } } }>(
      '{ myMembership { homeBranch { orgPath } } }',
    );
    if (!myMembership.homeBranch.orgPath.startsWith(path)) return member;
  }
  throw new Error('no member from elsewhere');
}

async function checkInAt(member: WorldClient, { sessionCode }: Site): Promise<string> {
  const { checkIn } = await member.get<CheckInAnswer>(CHECK_IN, tap({ sessionCode }));
  const id = checkIn.checkIn?.id;
  if (!id) throw new Error(`no check-in: ${JSON.stringify(checkIn)}`);
  return id;
}

const codeOf = async (client: WorldClient, query: string, variables: Record<string, unknown> = {}) =>
  (await client.ask(query, variables)).errors?.[0]?.extensions?.code;

const SESSION = `query($id: ID!) { session(id: $id) { checkIns(first: 100) {
  id member { id maskedName name maskedPhone maskedIdNumber pioneerIndex { tenths } } } } }`;
const CHECK_INS = 'query($id: ID!) { session(id: $id) { checkIns(first: 100) { id } } }';
type CheckIns = { session: { checkIns: { id: string }[] } };
const idsAt = async (client: WorldClient, { sessionId }: Site) =>
  (await client.get<CheckIns>(CHECK_INS, { id: sessionId })).session.checkIns.map(({ id }) => id);
const VOID = 'mutation($id: ID!) { voidCheckIn(input: { id: $id, reason: "误扫" }) { id status } }';

describe('a steward', () => {
  it.each([
    ['members of a branch', 'query($branch: ID!) { members(branchId: $branch) { id } }'],
    ['a member', 'query($member: ID!) { member(id: $member) { id } }'],
    ['consents', '{ consents(first: 1) { purpose } }'],
    ['objections', '{ indexObjections(first: 1) { id } }'],
    ['enterprises', '{ enterprises(first: 1) { id } }'],
    ['fund lines', '{ fundLines(year: 2026, first: 1) { id } }'],
    ['organizations', '{ organizations(first: 1) { id } }'],
    [
      'a branch’s money',
      'query($branch: ID!) { organization(id: $branch) { funds(year: 2026) { allocatedFen } } }',
    ],
  ])('reads no %s of the township around the site', async (_, query) => {
    const variables = { branch: branch.id, member: branch.memberId };
    expect(await codeOf(steward, query, variables)).toBe('FORBIDDEN');
  });

  it('opens no activity, at a foreign site or at the own', async () => {
    const open = `mutation($input: OpenActivityInput!) { openActivity(input: $input) { __typename } }`;
    for (const { siteId } of [foreign, own]) {
      const [opensAt, closesAt] = [1, 2].map((h) => new Date(Date.now() + h * 3_600_000 * 30).toISOString());
      const sessions = [{ id: randomUUID(), siteId, opensAt, closesAt }];
      const input = { id: randomUUID(), title: '站点活动', kind: 'SALON', hostOrganizationId: branch.id };
      expect(await codeOf(steward, open, { input: { ...input, sessions } })).toBe('FORBIDDEN');
    }
  });

  it('sees today’s sessions of the own site, who has come by masked name, and the code to read out', async () => {
    const { sessions } = await steward.get<{ sessions: { id: string; sessionCode: string }[] }>(
      'query($site: ID!) { sessions(siteId: $site) { id sessionCode } }',
      { site: own.siteId },
    );
    expect(sessions).toContainEqual({ id: own.sessionId, sessionCode: own.sessionCode });
    const { data, errors } = await steward.ask<{
      session: { checkIns: { id: string; member: Record<string, unknown> }[] };
    }>(SESSION, { id: own.sessionId });
    const came = data?.session.checkIns.find(({ id }) => id === atOwn);
    expect(came?.member['maskedName']).toMatch(/^.\*/);
    for (const field of ['name', 'maskedPhone', 'maskedIdNumber', 'pioneerIndex'])
      expect([field, came?.member[field] ?? null]).toEqual([field, null]);
    expect(errors?.every(({ extensions }) => extensions?.code === 'FORBIDDEN')).toBe(true);
  });

  it('sees and undoes nothing at a foreign site', async () => {
    expect(await idsAt(steward, foreign)).toEqual([]);
    expect(
      await codeOf(steward, 'query($id: ID!) { session(id: $id) { sessionCode } }', {
        id: foreign.sessionId,
      }),
    ).toBe('FORBIDDEN');
    expect(await codeOf(steward, VOID, { id: atForeign })).toBe('FORBIDDEN');
  });

  it('undoes a check-in at the own site', async () => {
    const guest = await world.member(37);
    const id = await checkInAt(guest, own);
    expect(await steward.get(VOID, { id })).toEqual({ voidCheckIn: { id, status: 'VOID' } });
  });
});

describe('check-ins are followed', () => {
  const entity = `query($id: ID!) { _entities(representations: [{ __typename: "CheckIn", id: $id }]) { ... on CheckIn { id } } }`;

  it('by staff of a part of the tree at its sites, and not elsewhere of members from elsewhere', async () => {
    expect(await idsAt(township, own)).toContain(atOwn);
    expect(await idsAt(township, foreign)).toContain(atForeign);
    expect(await idsAt(township, far)).not.toContain(atFar);
    const district = await world.staff();
    expect(await idsAt(district, far)).toContain(atFar);
  });

  it.each<[string, () => Screen | null, boolean, boolean]>([
    ['the screen of S02', () => own.screen, true, false],
    ['the screen of S08', () => foreign.screen, false, true],
  ])('by %s at its site alone', async (_, screen, seesOwn, seesForeign) => {
    const client = screen()?.client as WorldClient;
    expect((await idsAt(client, own)).includes(atOwn)).toBe(seesOwn);
    expect((await idsAt(client, foreign)).includes(atForeign)).toBe(seesForeign);
  });

  it('live and in the snapshot by the same rule, whatever filter was asked for', async () => {
    const wide = { siteIds: [own.siteId, foreign.siteId] };
    await using ofSteward = followFeed(steward, wide);
    await using ofTownship = followFeed(township);
    await using ofScreen = followFeed(own.screen.client, wide);
    await using ofDistrict = followFeed(await world.staff());
    const all = [ofSteward, ofTownship, ofScreen, ofDistrict];
    await expect.poll(() => all.every(({ events }) => events.length > 0), { timeout: 10_000 }).toBe(true);
    const guest = await world.member(38);
    await checkInAt(guest, far);
    await checkInAt(guest, foreign);
    await checkInAt(guest, own);
    await expect
      .poll(
        () =>
          all.every(({ events }) =>
            events.some((e) => e.__typename === 'CheckInRecorded' && e.checkIn?.site.code === 'S02'),
          ),
        {
          timeout: 10_000,
        },
      )
      .toBe(true);
    const sites = (events: (typeof ofSteward)['events']) =>
      new Set(
        events
          .flatMap(({ checkIn, latest = [] }) => [...latest, ...(checkIn ? [checkIn] : [])])
          .map(({ site }) => site.code),
      );
    expect([...sites(ofSteward.events)]).toEqual(['S02']);
    expect([...sites(ofScreen.events)]).toEqual(['S02']);
    expect(sites(ofDistrict.events).has('S08')).toBe(true);
    const [snapshot, whole] = [ofSteward, ofDistrict].map(({ events }) => events[0]);
    expect(snapshot?.checkInsToday).toBeLessThan(whole?.checkInsToday ?? 0);
    for (const { faults } of all) expect(faults).toEqual([]);
  });

  it.each<[string, string, () => string, boolean]>([
    ['the township', 'TOWNSHIP', () => path, false],
    ['the district', 'DISTRICT', () => '/', true],
  ])('as an entity by %s', async (_, role, orgPath, seesFar) => {
    const viewer = {
      sub: randomUUID(),
      kind: 'STAFF',
      roles: [{ role, orgPath: orgPath() }],
      scopes: [],
    } as const;
    const found = async (id: string) => (await world.asViewer('activities', viewer, entity, { id })).data;
    expect(await found(atOwn)).toEqual({ _entities: [{ id: atOwn }] });
    expect(await found(atFar)).toEqual({ _entities: [seesFar ? { id: atFar } : null] });
  });
});
