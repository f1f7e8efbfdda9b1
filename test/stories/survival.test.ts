import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followFeed } from '../world/feed.ts';
import {
  CHECK_IN,
  type CheckInAnswer,
  openSiteScreen,
  pairScreen,
  siteCodeAt,
  tap,
} from '../world/site-screen.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
let site: Awaited<ReturnType<typeof openSiteScreen>>;
beforeAll(async () => {
  world = await createWorld();
  site = await openSiteScreen(world, 'S01');
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** As a phone does: the same tap again until an answer comes. */
async function tapUntilAnswered(n: number): Promise<string> {
  const member = await world.member(n);
  const input = tap({});
  for (let tries = 0; tries < 60; tries++) {
    const fresh = {
      input: {
        ...input.input,
        code: siteCodeAt(site, Date.parse(String(input.input['occurredAt']))),
        deviceNow: new Date().toISOString(),
      },
    };
    const answer = await member.ask<CheckInAnswer>(CHECK_IN, fresh).catch(() => null);
    if (answer?.data?.checkIn.__typename === 'CheckInAccepted') return String(input.input['id']);
    if (answer?.data?.checkIn.reason) throw new Error(`refused: ${answer.data.checkIn.reason}`);
    await wait(250);
  }
  throw new Error('no answer within 15 s');
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const idsOf = (feed: ReturnType<typeof followFeed>) =>
  feed.events.flatMap((event) =>
    event.__typename === 'CheckInRecorded' && event.checkIn ? [event.checkIn.id] : [],
  );

describe('no check-in is lost or doubled on its way', () => {
  it('when the relay is killed mid-stream and Redis is wiped', async () => {
    const walls = await Promise.all([pairScreen(world, 'DISTRICT_WALL'), pairScreen(world, 'DISTRICT_WALL')]);
    await using one = followFeed((walls[0] as (typeof walls)[0]).client);
    await using other = followFeed((walls[1] as (typeof walls)[0]).client, { siteIds: [site.siteId] });
    await expect.poll(() => Math.min(one.events.length, other.events.length)).toBeGreaterThan(0);
    const taps = numbers(0, 40).map(async (n) => {
      await wait(n * 60);
      return tapUntilAnswered(n);
    });
    await wait(900);
    world.mesh.processes.kill('activities');
    await wait(100);
    await world.redis.del(`${world.name}:log:activities`);
    await world.mesh.processes.restart('activities');
    await wait(300);
    await world.redis.del(`${world.name}:log:activities`);
    const made = await Promise.all(taps);
    await Promise.all([one.has(made.length), other.has(made.length)]);
    for (const wall of [one, other]) {
      expect(idsOf(wall).toSorted()).toEqual(made.toSorted());
      expect(wall.faults).toEqual([]);
    }
  });

  it('when the gateway is killed and comes back', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    await using feed = followFeed(wall.client);
    await expect.poll(() => feed.events.length).toBeGreaterThan(0);
    const before = [await tapUntilAnswered(50), await tapUntilAnswered(51)];
    world.mesh.processes.kill('gateway');
    await world.mesh.processes.restart('gateway');
    const after = [await tapUntilAnswered(52), await tapUntilAnswered(53)];
    await feed.has(4);
    expect(idsOf(feed)).toEqual([...before, ...after]);
    expect(feed.faults).toEqual([]);
  });

  it('when the index worker is killed: the check-in still makes its point', async () => {
    world.mesh.processes.kill('members-worker');
    const id = await tapUntilAnswered(60);
    await world.mesh.processes.restart('members-worker');
    const points = world.database('members').collection('pointEvents');
    await expect
      .poll(() => points.countDocuments({ sourceEventId: id }), { timeout: 15_000 })
      .toBeGreaterThan(0);
  });

  it('when members is away: the wall shows the check-in at once without the name, and then with it', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    await using feed = followFeed(wall.client);
    const member = await world.member(65);
    await expect.poll(() => feed.events.length).toBeGreaterThan(0);
    world.mesh.processes.kill('members');
    const input = tap({ code: siteCodeAt(site) });
    const began = Date.now();
    await member.get('mutation($input: CheckInInput!) { checkIn(input: $input) { __typename } }', input);
    await feed.has(1);
    expect(Date.now() - began).toBeLessThan(3_000);
    const recorded = feed.events.find(({ __typename }) => __typename === 'CheckInRecorded');
    expect(recorded?.checkIn).toMatchObject({ id: input.input['id'], member: { maskedName: null } });
    await world.mesh.processes.restart('members');
    const patched = () => feed.events.find(({ __typename }) => __typename === 'CheckInPatched');
    await expect.poll(() => patched()?.checkIn?.member?.maskedName, { timeout: 15_000 }).toMatch(/\*/);
    expect(patched()).toMatchObject({ cursor: recorded?.cursor, checkIn: { id: input.input['id'] } });
    expect(feed.faults).toEqual([]);
  });

  it('when it is asked to stop: what is under way is answered first', async () => {
    const underWay = numbers(70, 8).map((n) => tapUntilAnswered(n));
    await wait(50);
    await world.mesh.processes.term('activities');
    await world.mesh.processes.restart('activities');
    const ids = await Promise.all(underWay);
    const stored = await world
      .database('activities')
      .collection('checkIns')
      .find({ _id: { $in: ids as never[] } })
      .toArray();
    expect(stored.map((row) => row['status'])).toEqual(ids.map(() => 'VALID'));
  });

  it('numbers every event once, densely', async () => {
    const activities = world.database('activities');
    const [checkIns, outbox] = await Promise.all(
      ['checkIns', 'outbox'].map((name) =>
        activities
          .collection(name)
          .find({ seq: { $exists: true } })
          .project({ seq: 1 })
          .toArray(),
      ),
    );
    const seqs = [...(checkIns ?? []), ...(outbox ?? [])]
      .map((row) => Number(row['seq']))
      .toSorted((a, b) => a - b);
    expect(seqs).toEqual(numbers(1, seqs.length));
  });
});
