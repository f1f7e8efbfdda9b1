import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { followFeed } from '../world/feed.ts';
import {
  CHECK_IN,
  type CheckInAnswer,
  openSiteScreen,
  pairScreen,
  siteCodeAt,
  tap,
} from '../world/site-screen.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

const hour = 3_600_000;
const CONFIRM = 'mutation($input: ConfirmCheckInInput!) { confirmCheckIn(input: $input) { id status } }';
const VOID = 'mutation($input: VoidCheckInInput!) { voidCheckIn(input: $input) { id status } }';
type Waiting = {
  awaitingCheckIns: { id: string; status: string; flags: string[]; site: { code: string } }[];
};
const WAITING = '{ awaitingCheckIns(first: 100) { id status flags site { code } } }';

let world: World;
let site: Awaited<ReturnType<typeof openSiteScreen>>;
beforeAll(async () => {
  world = await joinWorld();
  site = await openSiteScreen(world, 'S18');
  // Over for two hours: its taps come late from now on.
  const sessions = world.database('activities').collection<{ _id: string }>('sessions');
  await sessions.updateOne(
    { _id: site.sessionId },
    { $set: { opensAt: new Date(Date.now() - 6 * hour), closesAt: new Date(Date.now() - 2 * hour) } },
  );
  const isOver = async () =>
    (
      await site.screen.client.get<{ site: { presentSession: unknown } }>(
        '{ site(idOrCode: "S18") { presentSession { id } } }',
      )
    ).site.presentSession === null;
  await vi.waitUntil(isOver, { timeout: 10_000 });
});
afterAll(leaveWorld);

/** Tapped three hours ago, sent now. */
const late = (code: Record<string, unknown>) =>
  tap({ ...code, occurredAt: new Date(Date.now() - 3 * hour).toISOString() });

describe('a typed code of a session that is over', () => {
  it('is on no wall and gives no points until staff of the site confirm it; then it is', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    await using feed = followFeed(wall.client);
    await expect.poll(() => feed.events.length).toBeGreaterThan(0);
    const [member, staff] = [await world.member(40), await world.staff()];
    const input = late({ sessionCode: site.sessionCode });
    const id = String(input.input['id']);
    const { checkIn } = await member.get<CheckInAnswer>(CHECK_IN, input);
    expect(checkIn).toMatchObject({
      __typename: 'CheckInAccepted',
      checkIn: { status: 'AWAITING_CONFIRMATION' },
    });
    const { awaitingCheckIns } = await staff.get<Waiting>(WAITING);
    expect(awaitingCheckIns).toContainEqual({
      id,
      status: 'AWAITING_CONFIRMATION',
      flags: ['LATE'],
      site: { code: 'S18' },
    });
    const marker = await openSiteScreen(world, 'S19');
    const other = tap({ code: siteCodeAt(marker) });
    await (await world.member(41)).get(CHECK_IN, other);
    const told = () => feed.events.map((event) => event.checkIn?.id);
    await expect.poll(told).toContain(other.input['id']);
    expect(told()).not.toContain(id);

    const confirm = { input: { id, decision: 'CONFIRM', reason: '站点登记簿上有签名' } };
    expect(await staff.get(CONFIRM, confirm)).toEqual({ confirmCheckIn: { id, status: 'VALID' } });
    expect(await staff.get(CONFIRM, confirm)).toEqual({ confirmCheckIn: { id, status: 'VALID' } });
    await expect.poll(told).toContain(id);
    expect((await staff.get<Waiting>(WAITING)).awaitingCheckIns.map((one) => one.id)).not.toContain(id);
    const lines = () =>
      member.get<{ myMembership: { pioneerIndex: { lines: { eventId: string }[] } | null } }>(
        '{ myMembership { pioneerIndex { lines { eventId } } } }',
      );
    await expect
      .poll(async () => (await lines()).myMembership.pioneerIndex?.lines.map(({ eventId }) => eventId), {
        timeout: 10_000,
      })
      .toContain(id);
  });

  it('is refused a word by who runs no activities there, and a word without a reason', async () => {
    const [member, staff] = [await world.member(42), await world.staff()];
    const input = late({ sessionCode: site.sessionCode });
    await member.get(CHECK_IN, input);
    const about = { id: input.input['id'], decision: 'CONFIRM', reason: '在场' };
    const codeOf = async (asking: Promise<{ errors?: readonly { extensions?: { code?: string } }[] }>) =>
      (await asking).errors?.[0]?.extensions?.code;
    expect(await codeOf(member.ask(CONFIRM, { input: about }))).toBe('FORBIDDEN');
    expect(await codeOf(staff.ask(CONFIRM, { input: { ...about, reason: ' ' } }))).toBe('BAD_USER_INPUT');
    expect(await codeOf(staff.ask(VOID, { input: { id: about.id, reason: '误签' } }))).toBe('BAD_USER_INPUT');
  });
});

describe('a scanned code that comes after its session', () => {
  it('waits for a person where the phone’s session is bound to no key', async () => {
    const input = late({ code: siteCodeAt(site, Date.now() - 3 * hour) });
    const { checkIn } = await (await world.member(43)).get<CheckInAnswer>(CHECK_IN, input);
    expect(checkIn).toMatchObject({
      __typename: 'CheckInAccepted',
      checkIn: { status: 'AWAITING_CONFIRMATION' },
    });
  });
});

describe('a check-in that staff undid', () => {
  it('is told to the phone that sends it again', async () => {
    const open = await openSiteScreen(world, 'S20');
    const [member, staff] = [await world.member(44), await world.staff()];
    const input = tap({ code: siteCodeAt(open) });
    await member.get(CHECK_IN, input);
    await staff.get(VOID, { input: { id: input.input['id'], reason: '误签' } });
    expect((await member.get<CheckInAnswer>(CHECK_IN, input)).checkIn).toMatchObject({
      __typename: 'CheckInRefused',
      reason: 'VOIDED',
      message: expect.stringContaining('撤销'),
    });
  });
});
