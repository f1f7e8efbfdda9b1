import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECK_IN, openSiteScreen, siteCodeAt, tap } from '../world/site-screen.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await joinWorld();
});
afterAll(leaveWorld);

describe('entities across the subgraphs', () => {
  it('an activity knows its sites, townships and host, and the host its members, funds and activities', async () => {
    const staff = await world.staff();
    type Host = {
      name: string;
      orgPath: string;
      memberCount: number;
      attendanceCount: number;
      funds: { balanceFen: number } | null;
      hostedActivities: { id: string }[];
    };
    type Seen = {
      activities: {
        id: string;
        hostOrganization: Host;
        attendanceCount: number;
        sessions: { site: { code: string; township: { name: string } } }[];
      }[];
    };
    const { activities } = await staff.get<Seen>(`{
      activities(first: 5) {
        id attendanceCount
        hostOrganization { name orgPath memberCount attendanceCount funds(year: 2026) { balanceFen } hostedActivities(first: 3) { id } }
        sessions { site { code township { name } } }
      }
    }`);
    expect(activities).toHaveLength(5);
    for (const { hostOrganization: host, sessions } of activities) {
      expect(host.name).toBeTruthy();
      expect(host.memberCount).toBeGreaterThanOrEqual(0);
      expect(host.hostedActivities.length).toBeGreaterThan(0);
      expect(sessions[0]?.site.code).toMatch(/^S\d\d$/);
      expect(sessions[0]?.site.township.name).toMatch(/[街道镇乡]$/);
    }
  });

  it('a member knows the home branch and the attendances', async () => {
    const site = await openSiteScreen(world, 'S11');
    const member = await world.member(0);
    const before = await member.get<{ myMembership: { attendanceCount: number } }>(
      '{ myMembership { attendanceCount } }',
    );
    await member.get(CHECK_IN, tap({ code: siteCodeAt(site) }));
    type Seen = {
      myMembership: {
        attendanceCount: number;
        homeBranch: { name: string; superior: { name: string } };
        attendances: { site: { code: string } }[];
      };
    };
    const { myMembership } = await member.get<Seen>(
      '{ myMembership { attendanceCount homeBranch { name superior { name } } attendances(first: 1) { site { code } } } }',
    );
    expect(myMembership.attendanceCount).toBe(before.myMembership.attendanceCount + 1);
    expect(myMembership.homeBranch.name).toMatch(/支部/);
    expect(myMembership.homeBranch.superior.name).toBeTruthy();
    expect(myMembership.attendances[0]?.site.code).toBe('S11');
  });

  it('a fund line knows its organization, and the sums of the figures are those of the lines', async () => {
    const staff = await world.staff();
    type Seen = {
      fundLines: {
        organization: { name: string };
        allocatedFen: number;
        spentFen: number;
        balanceFen: number;
      }[];
      fundingFigures: { allocatedFen: number; bySource: { allocatedFen: number }[] };
    };
    const { fundLines, fundingFigures } = await staff.get<Seen>(
      '{ fundLines(year: 2026, first: 20) { organization { name } allocatedFen spentFen balanceFen } fundingFigures(year: 2026) { allocatedFen bySource { allocatedFen } } }',
    );
    for (const line of fundLines) {
      expect(line.organization.name).toBeTruthy();
      expect(line.balanceFen).toBe(line.allocatedFen - line.spentFen);
    }
    expect(fundingFigures.bySource.reduce((sum, source) => sum + source.allocatedFen, 0)).toBe(
      fundingFigures.allocatedFen,
    );
  });
});

describe('the same address', () => {
  it('gives the live feed as server-sent events too', async () => {
    const { accessToken } = await world.staff();
    const stop = new AbortController();
    const response = await fetch(world.mesh.addresses.graphql, {
      method: 'POST',
      signal: stop.signal,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${accessToken}`,
      },
      body: JSON.stringify({
        query:
          'subscription { checkInFeed { __typename ... on FeedSnapshot { seq checkInsToday } ... on CheckInRecorded { checkIn { site { code } member { maskedName } } } } }',
      }),
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    let heard = '';
    const reading = (async () => {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += chunk;
    })().catch(() => undefined);
    await expect.poll(() => heard, { timeout: 10_000 }).toContain('FeedSnapshot');
    const site = await openSiteScreen(world, 'S12');
    await (await world.member(1)).get(CHECK_IN, tap({ code: siteCodeAt(site) }));
    await expect
      .poll(() => heard, { timeout: 10_000 })
      .toMatch(/CheckInRecorded.*"code":"S12".*"maskedName":"/);
    stop.abort();
    await reading;
  });
});
