import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorldClient } from '../world/client.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import { CHECK_IN, type CheckInAnswer, openSiteScreen, siteCodeAt, tap } from '../world/site-screen.ts';
import type { World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await joinWorld();
});
afterAll(leaveWorld);

const DAY_MS = 86_400_000;
type Decided = { decision: { __typename: string; reason?: string; activity?: { stage: string } } };
const DECISION = `{ __typename ... on ActivityDecisionAccepted { activity { stage } } ... on ActivityDecisionRefused { reason message nextStep } }`;
const DRAFT = `mutation($input: DraftActivityInput!) { decision: draftActivity(input: $input) ${DECISION} }`;
const deciding = (name: string) => `mutation($id: ID!) { decision: ${name}(id: $id) ${DECISION} }`;
const CANCEL = `mutation($input: CancelActivityInput!) { decision: cancelActivity(input: $input) ${DECISION} }`;

type Registered = { registered: { registration?: { status: string } } };
const REGISTRATION = `{ ... on RegistrationAccepted { registration { status } } }`;
const REGISTER = `mutation($input: RegisterInput!) { registered: register(input: $input) ${REGISTRATION} }`;
const WITHDRAW = `mutation($id: ID!) { registered: withdrawRegistration(sessionId: $id) ${REGISTRATION} }`;
const statusOf = async (answer: Promise<Registered>) => (await answer).registered.registration?.status;
const join = (member: WorldClient, sessionId: string, companions = 0) =>
  statusOf(member.get<Registered>(REGISTER, { input: { sessionId, companions } }));

/** Far ahead, where no other story has sessions. */
async function planAt(staff: WorldClient, siteCode: string) {
  const { site } = await staff.get<{ site: { id: string; hostOrganization: { id: string } } }>(
    `{ site(idOrCode: "${siteCode}") { id hostOrganization { id } } }`,
  );
  const opensAt = Date.now() + 200 * DAY_MS;
  const session = {
    id: newId(),
    siteId: site.id,
    opensAt: new Date(opensAt).toISOString(),
    closesAt: new Date(opensAt + 7_200_000).toISOString(),
    capacity: 2,
  };
  return {
    id: newId(),
    title: '新质生产力沙龙',
    kind: 'SALON',
    hostOrganizationId: site.hostOrganization.id,
    sessions: [session],
  };
}

describe('an activity from its plan to its cancelling', () => {
  it('is planned by a steward, published by who may, and tells those who had registered that it is off', async () => {
    const [steward, township] = [await world.staff('steward'), await world.staff('township')];
    const input = await planAt(steward, 'S02');
    const sessionId = input.sessions[0]?.id ?? '';
    const stageAfter = async (staff: WorldClient, query: string, variables: object) => {
      const { decision } = await staff.get<Decided>(query, variables as Record<string, unknown>);
      return decision.activity?.stage ?? decision.reason;
    };
    expect(await stageAfter(steward, DRAFT, { input })).toBe('DRAFT');
    expect(await stageAfter(township, deciding('publishActivity'), input)).toBe('NOT_IN_REVIEW');
    expect(await stageAfter(steward, deciding('submitActivity'), input)).toBe('IN_REVIEW');
    const { errors } = await steward.ask(deciding('publishActivity'), input);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const [first, second, third] = [await world.member(50), await world.member(51), await world.member(52)];
    const unseen = await first.get<{ activity: unknown }>(`{ activity(id: "${input.id}") { id } }`);
    expect(unseen.activity).toBeNull();
    expect(await stageAfter(township, deciding('publishActivity'), input)).toBe('PUBLISHED');

    expect(await join(first, sessionId, 1)).toBe('REGISTERED');
    expect(await join(second, sessionId)).toBe('WAITLISTED');
    expect(await join(third, sessionId)).toBe('WAITLISTED');
    expect(await statusOf(first.get<Registered>(WITHDRAW, { id: sessionId }))).toBe('WITHDRAWN');
    const notices = async (member: WorldClient) => {
      const { myNotices } = await member.get<{ myNotices: { kind: string }[] }>('{ myNotices { kind } }');
      return myNotices.map(({ kind }) => kind);
    };
    expect(await notices(second)).toEqual(['MOVED_UP']);
    const off = { input: { id: input.id, reason: '场地检修' } };
    expect(await stageAfter(steward, CANCEL, off)).toBe('CANCELLED');
    expect(await notices(first)).toEqual([]);
    expect(await notices(second)).toEqual(['ACTIVITY_CANCELLED', 'MOVED_UP']);
    expect(await notices(third)).toEqual(['ACTIVITY_CANCELLED', 'MOVED_UP']);
  });
});

describe('a session with one seat', () => {
  it('lets in who has it, and says to the others why not and what to do', async () => {
    const site = await openSiteScreen(world, 'S20');
    // Today's sessions are open already: the seats come to this one as an amendment of its document would bring them.
    const sessions = world.database('activities').collection<{ _id: string }>('sessions');
    await sessions.updateOne({ _id: site.sessionId }, { $set: { capacity: 1 } });
    const known = `{ site(idOrCode: "S20") { presentSession { capacity } } }`;
    type Known = { site: { presentSession: { capacity: number | null } } };
    const [first, second, third] = [await world.member(53), await world.member(54), await world.member(55)];
    await expect.poll(async () => (await first.get<Known>(known)).site.presentSession.capacity).toBe(1);
    expect(await join(first, site.sessionId)).toBe('REGISTERED');
    expect(await join(second, site.sessionId)).toBe('WAITLISTED');
    const at = async (member: WorldClient) =>
      (await member.get<CheckInAnswer>(CHECK_IN, tap({ code: siteCodeAt(site) }))).checkIn;
    expect(await at(third)).toMatchObject({ reason: 'CAPACITY_FULL', message: '本场活动的名额已满。' });
    expect(await at(second)).toMatchObject({ reason: 'WAITLISTED' });
    expect(await at(first)).toMatchObject({ __typename: 'CheckInAccepted' });
    expect(await at(first)).toMatchObject({ reason: 'ALREADY_CHECKED_IN' });
  });
});
