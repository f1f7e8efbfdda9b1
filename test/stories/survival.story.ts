import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tapUntilAnswered } from '../world/check-ins.ts';
import { expectWhole, followFeed, haveBegun } from '../world/feed.ts';
import { joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';
import type { World } from '../world/world.ts';

let live: LiveWorld;
let world: World;
beforeAll(async () => {
  live = await joinLiveWorld();
  world = live.world;
});
afterAll(leaveLiveWorld);

/** Of the nth member, through the balancer. */
const tapOf = async (n: number) => tapUntilAnswered(live.at('balancer', await world.member(n)), live.site);

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const idsOf = (feed: ReturnType<typeof followFeed>) =>
  feed.events.flatMap((event) =>
    event.__typename === 'CheckInRecorded' && event.checkIn ? [event.checkIn.id] : [],
  );

describe('no check-in is lost or doubled on its way', () => {
  it('when the relay is killed mid-stream and Redis is wiped', async () => {
    await using one = followFeed(await live.wall('gateway'));
    await using other = followFeed(await live.wall('gateway-2'), { siteIds: [live.site.siteId] });
    await haveBegun(one, other);
    const taps = numbers(0, 40).map(async (n) => {
      await wait(n * 60);
      return tapOf(n);
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
      await expectWhole(world, wall);
    }
    expect(idsOf(one)).toEqual(idsOf(other));
  });

  it('when a gateway is killed: its screens go on at the other one', async () => {
    await Promise.all(numbers(50, 4).map((n) => world.member(n))); // nobody signs in through a gateway that is away
    live.balancer.to(0);
    await using feed = followFeed(await live.wall('balancer'));
    await haveBegun(feed);
    live.balancer.to(null);
    const before = [await tapOf(50), await tapOf(51)];
    world.mesh.processes.kill('gateway');
    const after = [await tapOf(52), await tapOf(53)];
    await feed.has(4);
    expect(idsOf(feed)).toEqual([...before, ...after]);
    await expectWhole(world, feed);
    expect(feed.ends).toHaveLength(1);
    await world.mesh.processes.restart('gateway');
  });

  it('when the index worker is killed: the check-in still makes its point', async () => {
    world.mesh.processes.kill('members-worker');
    const id = await tapOf(60);
    await world.mesh.processes.restart('members-worker');
    const points = world.database('members').collection('pointEvents');
    await expect
      .poll(() => points.countDocuments({ sourceEventId: id }), { timeout: 15_000 })
      .toBeGreaterThan(0);
  });

  it('when it is asked to stop: what is under way is answered first', async () => {
    const underWay = numbers(70, 8).map((n) => tapOf(n));
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
