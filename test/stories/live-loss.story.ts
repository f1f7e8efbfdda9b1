import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCheckIns, tapUntilAnswered } from '../world/check-ins.ts';
import { expectWhole, followFeed, haveBegun } from '../world/feed.ts';
import { joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';

let live: LiveWorld;
beforeAll(async () => {
  live = await joinLiveWorld();
});
afterAll(leaveLiveWorld);

describe('screens on two gateways', () => {
  it('see the same order, and one that is dropped twenty times has missed nothing', async () => {
    const { world, site } = live;
    await using one = followFeed(await live.wall('gateway'));
    await using other = followFeed(await live.wall('gateway-2'));
    await using dropped = followFeed(await live.wall('balancer'));
    const screens = [one, other, dropped];
    await haveBegun(...screens);
    while (dropped.ends.length < 20) {
      await recordCheckIns(world, site, randomInt(1, 8));
      await wait(randomInt(0, 200));
      dropped.drop();
    }
    await Promise.all(screens.map((screen) => expectWhole(world, screen)));
    expect([one.ends, other.ends]).toEqual([[], []]);
    expect(one.numbers().length).toBeGreaterThan(50);
  });

  it('and connections that the balancer cuts are all back, with phones and screens on them', async () => {
    const { world, site, balancer } = live;
    const walls = await Promise.all(Array.from({ length: 6 }, () => live.wall('balancer')));
    await using stack = new AsyncDisposableStack();
    const screens = walls.map((wall) => stack.use(followFeed(wall)));
    await haveBegun(...screens);
    const taps = Array.from({ length: 8 }, async (_, n) => {
      const phone = live.at('balancer', await world.member(40 + n));
      await wait(n * 60);
      return tapUntilAnswered(phone, site);
    });
    for (let cuts = 0; cuts < 3; cuts++) {
      await wait(200);
      balancer.cut();
      await recordCheckIns(world, site, 5);
    }
    await Promise.all(taps);
    await Promise.all(screens.map((screen) => expectWhole(world, screen)));
    for (const screen of screens) expect(screen.ends.length).toBeGreaterThan(0);
  });
});
