import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followFeed, type FeedEvent } from '../world/feed.ts';
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

let world: World;
let site: Awaited<ReturnType<typeof openSiteScreen>>;
beforeAll(async () => {
  world = await joinWorld();
  site = await openSiteScreen(world, 'S02');
});
afterAll(leaveWorld);

const recorded = (events: FeedEvent[], id: unknown) =>
  events.filter((event) => event.__typename === 'CheckInRecorded' && event.checkIn?.id === id);

describe('a tap on the phone', () => {
  it('reaches the wall with the member’s masked name and the branch, from three subgraphs', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    await using feed = followFeed(wall.client);
    const member = await world.member(0);
    const input = tap({ code: siteCodeAt(site) });
    const { checkIn } = await member.get<CheckInAnswer>(CHECK_IN, input);
    expect(checkIn).toMatchObject({
      __typename: 'CheckInAccepted',
      replayed: false,
      checkIn: { site: { code: 'S02' }, session: { id: site.sessionId } },
    });
    await feed.has(1);
    const [event] = recorded(feed.events, input.input['id']);
    expect(event?.checkIn?.member?.maskedName).toMatch(/^.\*/);
    expect(event?.checkIn?.homeBranch?.name).toMatch(/支部/);
    expect(feed.events[0]).toMatchObject({ __typename: 'FeedSnapshot' });
    expect(feed.faults).toEqual([]);
  });

  it('sent again with the same id gets the first answer, marked replayed', async () => {
    const member = await world.member(1);
    const input = tap({ code: siteCodeAt(site) });
    const first = await member.get<CheckInAnswer>(CHECK_IN, input);
    const second = await member.get<CheckInAnswer>(CHECK_IN, input);
    expect(second.checkIn).toEqual({ ...first.checkIn, replayed: true });
  });

  it('keeps its first answer even when its code has run out by the time it is sent again', async () => {
    const member = await world.member(2);
    const input = tap({ code: siteCodeAt(site) });
    await member.get<CheckInAnswer>(CHECK_IN, input);
    const late = { input: { ...input.input, code: siteCodeAt(site, Date.now() - 120_000) } };
    expect((await member.get<CheckInAnswer>(CHECK_IN, late)).checkIn).toMatchObject({
      __typename: 'CheckInAccepted',
      replayed: true,
    });
  });

  it('from two devices at once counts once, and the other is told of it', async () => {
    const member = await world.member(3);
    const answers = await Promise.all(
      [1, 2].map(() => member.get<CheckInAnswer>(CHECK_IN, tap({ code: siteCodeAt(site) }))),
    );
    const accepted = answers.filter(({ checkIn }) => checkIn.__typename === 'CheckInAccepted');
    const refused = answers.filter(({ checkIn }) => checkIn.reason === 'ALREADY_CHECKED_IN');
    expect([accepted.length, refused.length]).toEqual([1, 1]);
    expect(refused[0]?.checkIn.earlier?.id).toBe(accepted[0]?.checkIn.checkIn?.id);
  });

  it('with an id of another check-in is bad input', async () => {
    const [first, second] = [await world.member(4), await world.member(5)];
    const input = tap({ code: siteCodeAt(site) });
    await first.get(CHECK_IN, input);
    const { errors } = await second.ask(CHECK_IN, input);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'ID_REUSED' });
  });

  it('that was queued offline and came late moves the time back and corrects the wall', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    const member = await world.member(6);
    await member.get(CHECK_IN, tap({ code: siteCodeAt(site) }));
    await using feed = followFeed(wall.client);
    await expect.poll(() => feed.events.length).toBeGreaterThan(0);
    const minuteAgo = Date.now() - 60_000;
    const queued = tap({ code: siteCodeAt(site, minuteAgo), occurredAt: new Date(minuteAgo).toISOString() });
    expect((await member.get<CheckInAnswer>(CHECK_IN, queued)).checkIn.__typename).toBe('CheckInAccepted');
    await expect
      .poll(() => feed.events.findLast(({ __typename }) => __typename !== 'CheckInPatched'))
      .toMatchObject({ __typename: 'CheckInCorrected', checkIn: { id: queued.input['id'] } });
    expect(feed.faults).toEqual([]);
  });

  it('can be undone by staff with a reason, once', async () => {
    const [member, staff] = [await world.member(7), await world.staff()];
    const input = tap({ code: siteCodeAt(site) });
    await member.get(CHECK_IN, input);
    await using feed = followFeed(staff);
    await expect.poll(() => feed.events.length).toBeGreaterThan(0);
    const undo = `mutation($input: VoidCheckInInput!) { voidCheckIn(input: $input) { id status } }`;
    const vars = { input: { id: input.input['id'], reason: '误签' } };
    const expected = { voidCheckIn: { id: input.input['id'], status: 'VOID' } };
    expect(await staff.get(undo, vars)).toEqual(expected);
    expect(await staff.get(undo, vars)).toEqual(expected);
    await expect
      .poll(() => feed.events.at(-1))
      .toMatchObject({ __typename: 'CheckInVoided', checkIn: { id: input.input['id'] } });
    const again = await member.get<CheckInAnswer>(CHECK_IN, tap({ code: siteCodeAt(site) }));
    expect(again.checkIn.__typename).toBe('CheckInAccepted');
  });

  it('moves the member’s index, which names the check-in, and the district’s picture', async () => {
    const [member, staff] = [await world.member(8), await world.staff()];
    using picture = staff.subscribe<{ indexPictureChanged: { version: number } }>(
      'subscription { indexPictureChanged { version meanTenths branches { meanTenths branch { name } } } }',
    );
    await picture.until((results) => results.length > 0);
    const before = picture.results.length;
    const input = tap({ code: siteCodeAt(site) });
    await member.get(CHECK_IN, input);
    type Index = {
      myMembership: {
        pioneerIndex: { tenths: number; lines: { eventId: string; sentence: string }[] } | null;
      };
    };
    const ask = () =>
      member.get<Index>('{ myMembership { pioneerIndex { tenths lines { eventId sentence } } } }');
    await expect
      .poll(async () => (await ask()).myMembership.pioneerIndex?.lines.map((line) => line.eventId), {
        timeout: 10_000,
      })
      .toContain(input.input['id']);
    await picture.until((results) => results.length > before);
  });
});

describe('a code', () => {
  const refusal = async (n: number, part: Record<string, unknown>) =>
    (await (await world.member(n)).get<CheckInAnswer>(CHECK_IN, tap(part))).checkIn;

  it('that ran out is refused, saying what to do', async () => {
    expect(await refusal(10, { code: siteCodeAt(site, Date.now() - 60_000) })).toMatchObject({
      reason: 'CODE_EXPIRED',
      message: expect.stringContaining('过期'),
      nextStep: expect.stringContaining('重新扫描'),
    });
  });

  it('that someone forged is refused', async () => {
    const forged = siteCodeAt({ ...site, codeKey: Buffer.alloc(32, 1).toString('base64url') });
    expect(await refusal(11, { code: forged })).toMatchObject({ reason: 'CODE_INVALID' });
  });

  it('of another site than was meant is refused', async () => {
    const other = await openSiteScreen(world, 'S05');
    expect(await refusal(12, { code: siteCodeAt(other), expectedSiteId: site.siteId })).toMatchObject({
      reason: 'WRONG_SITE',
    });
  });

  it('of six digits works without a camera', async () => {
    expect(await refusal(13, { sessionCode: site.sessionCode })).toMatchObject({
      __typename: 'CheckInAccepted',
    });
    expect(await refusal(14, { sessionCode: '999999' })).toMatchObject({ reason: 'CODE_INVALID' });
  });

  it('of six digits, sent again after the session was closed, still gets its first answer', async () => {
    const other = await openSiteScreen(world, 'S10');
    const member = await world.member(17);
    const input = tap({ sessionCode: other.sessionCode });
    await member.get<CheckInAnswer>(CHECK_IN, input);
    const sessions = world.database('activities').collection<{ _id: string }>('sessions');
    await sessions.updateOne({ _id: other.sessionId }, { $set: { closesAt: new Date(Date.now() - 1_000) } });
    const fresh = async () =>
      (await (await world.member(18)).get<CheckInAnswer>(CHECK_IN, tap({ sessionCode: other.sessionCode })))
        .checkIn.reason;
    await expect.poll(fresh).toBe('TOO_LATE');
    const again = await member.get<CheckInAnswer>(CHECK_IN, input);
    expect(again.checkIn).toMatchObject({ __typename: 'CheckInAccepted', replayed: true });
  });

  it('guessed too often is no longer listened to', async () => {
    const member = await world.member(15);
    for (let i = 0; i < 10; i++)
      await member.get(CHECK_IN, tap({ sessionCode: `0299${String(i).padStart(2, '0')}` }));
    const { errors } = await member.ask(CHECK_IN, tap({ sessionCode: '029998' }));
    expect(errors?.[0]?.extensions?.code).toBe('RATE_LIMITED');
  });

  it('on a phone whose clock is an hour off works, and the difference is kept', async () => {
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const accepted = await refusal(16, { code: siteCodeAt(site), occurredAt: ahead, deviceNow: ahead });
    expect(accepted.__typename).toBe('CheckInAccepted');
    expect(Math.abs((accepted.checkIn?.skewMs ?? 0) - 3_600_000)).toBeLessThan(5_000);
    expect(Math.abs(Date.parse(accepted.checkIn?.occurredAt ?? '') - Date.now())).toBeLessThan(10_000);
  });
});
