import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSiteScreen, pairScreen } from '../world/site-screen.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await joinWorld();
});
afterAll(leaveWorld);

const codeOf = (answer: { errors?: { extensions?: { code?: string } }[] }) =>
  answer.errors?.[0]?.extensions?.code;

describe('who may see what', () => {
  it('no subgraph answers a request that did not come through the gateway', async () => {
    for (const [name, url] of Object.entries(world.mesh.addresses.services)) {
      if (name === 'gateway' || name.endsWith('worker')) continue;
      for (const query of [
        '{ __typename }',
        '{ _service { sdl } }',
        '{ _entities(representations: []) { __typename } }',
      ]) {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        });
        expect([name, response.status]).toEqual([name, 403]);
      }
    }
  });

  it('no subgraph tells its schema, not even to the mesh’s own services', async () => {
    const service = { sub: 'gateway', kind: 'SERVICE', roles: [], scopes: [] } as const;
    for (const name of ['organizations', 'members', 'funding', 'activities', 'identity']) {
      const answer = await world.asViewer(name, service, '{ _service { sdl } }');
      expect([name, codeOf(answer as never)]).toEqual([name, 'FORBIDDEN']);
      expect(JSON.stringify(answer)).not.toContain('type Query');
    }
  });

  it('nobody in particular sees nothing but that', async () => {
    expect(await world.anonymous.get('{ viewer { id } }')).toEqual({ viewer: null });
    for (const query of [
      '{ sites { id } }',
      '{ memberFigures { total } }',
      '{ townships { code } }',
      '{ fundingFigures(year: 2026) { spentFen } }',
    ])
      expect(codeOf(await world.anonymous.ask(query))).toBe('UNAUTHENTICATED');
  });

  it('a forged or foreign token is nobody’s', async () => {
    const { accessToken } = await world.staff();
    const [head, , signature] = (accessToken ?? '').split('.');
    const raised = Buffer.from(
      JSON.stringify({ sub: 'x', kind: 'STAFF', iss: 'hongxin-identity', aud: 'hongxin', exp: 9e9 }),
    ).toString('base64url');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${raised}.`;
    for (const token of [`${head}.${raised}.${signature}`, unsigned, 'rubbish'])
      expect(codeOf(await world.client(token).ask('{ sites { id } }'))).toBe('UNAUTHENTICATED');
  });

  it('fields for the mesh’s own services are not public', async () => {
    for (const query of [
      '{ activitiesTop }',
      '{ memberByPhoneIndex(phoneIndex: "x") { id } }',
      '{ membersEvents(after: 0) { id } }',
    ])
      expect(codeOf(await (await world.staff()).ask(query))).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('a member sees the own name and index, of others the masked name', async () => {
    const member = await world.member(0);
    const { myMembership } = await member.get<{
      myMembership: {
        id: string;
        name: string;
        maskedName: string;
        maskedPhone: string;
        attendanceCount: number;
      };
    }>('{ myMembership { id name maskedName maskedPhone attendanceCount pioneerIndex { tenths } } }');
    expect(myMembership.name.length).toBe(myMembership.maskedName.length);
    expect(myMembership.maskedPhone).toMatch(/^1\d{2}\*{4}\d{4}$/);
    const answer = await member.ask('{ member(id: "x") { id } }');
    expect(codeOf(answer)).toBe('FORBIDDEN');
  });

  it('a wall sees masked names, never full ones nor a site’s key', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    const latest = await wall.client.ask<{
      activities: { sessions: { checkIns: { member: { maskedName: string; name: string | null } }[] }[] }[];
    }>('{ activities(first: 40) { sessions { checkIns(first: 1) { member { maskedName name } } } } }');
    expect(codeOf(latest)).toBe('FORBIDDEN');
    expect(JSON.stringify(latest.data)).not.toMatch(/"name":"/);
    const key = await wall.client.ask<{ sites: { presentSession: { codeKey: string | null } | null }[] }>(
      '{ sites { presentSession { codeKey } } }',
    );
    expect(codeOf(key)).toBe('FORBIDDEN');
    expect(key.data?.sites.every((site) => !site.presentSession?.codeKey)).toBe(true);
  });

  it('a site’s screen has its own key and may say that it lives, for its site only', async () => {
    const { screen, siteId } = await openSiteScreen(world, 'S04');
    const beat = 'mutation($siteId: ID!) { screenHeartbeat(input: { siteId: $siteId }) { serverNow } }';
    const { screenHeartbeat } = await screen.client.get<{ screenHeartbeat: { serverNow: string } }>(beat, {
      siteId,
    });
    expect(Math.abs(Date.parse(screenHeartbeat.serverNow) - Date.now())).toBeLessThan(5_000);
    const staff = await world.staff();
    const { sites } = await staff.get<{ sites: { id: string; isOnline: boolean }[] }>(
      '{ sites { id isOnline } }',
    );
    expect(sites.filter((site) => site.isOnline).map((site) => site.id)).toEqual([siteId]);
    const other = sites.find((site) => site.id !== siteId);
    expect(codeOf(await screen.client.ask(beat, { siteId: other?.id }))).toBe('FORBIDDEN');
  });

  it('a revoked screen gets no new token', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    const staff = await world.staff();
    const { revokeScreen } = await staff.get<{ revokeScreen: { revokedAt: string } }>(
      'mutation($id: ID!) { revokeScreen(id: $id) { revokedAt } }',
      { id: wall.id },
    );
    expect(revokeScreen.revokedAt).toBeTruthy();
  });

  it('staff of a township see the members of their own branches only', async () => {
    const [district, township] = [await world.staff('district'), await world.staff('township')];
    const [inside, outside] = [await world.member(0), await world.member(1)];
    const ids = await Promise.all(
      [inside, outside].map(
        async (m) =>
          (await m.get<{ myMembership: { id: string } }>('{ myMembership { id } }')).myMembership.id,
      ),
    );
    const names = await Promise.all(
      ids.map(
        async (id) =>
          (
            await district.get<{ member: { name: string } }>('query($id: ID!) { member(id: $id) { name } }', {
              id,
            })
          ).member.name,
      ),
    );
    expect(names.every(Boolean)).toBe(true);
    for (const id of ids) {
      const answer = await township.ask<{ member: { homeBranch: { orgPath: string } } | null }>(
        'query($id: ID!) { member(id: $id) { homeBranch { orgPath } } }',
        { id },
      );
      const { viewer } = await township.get<{ viewer: { roles: { orgPath: string }[] } }>(
        '{ viewer { roles { orgPath } } }',
      );
      if (answer.data?.member)
        expect(answer.data.member.homeBranch.orgPath.startsWith(viewer.roles[0]?.orgPath ?? '?')).toBe(true);
    }
  });

  it('a member cannot publish, undo or approve', async () => {
    const member = await world.member(2);
    const id = '01a00000-0000-7000-8000-000000000000';
    for (const mutation of [
      `mutation { voidCheckIn(input: { id: "${id}", reason: "试试" }) { id } }`,
      `mutation { revokeScreen(id: "${id}") { id } }`,
      `mutation { approveScreen(input: { userCode: "ABCDEFGH", name: "x", purpose: DISTRICT_WALL }) { __typename } }`,
    ])
      expect(codeOf(await member.ask(mutation))).toBe('FORBIDDEN');
  });
});
