import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCheckIns } from '../world/check-ins.ts';
import { expectWhole, followFeed, haveBegun } from '../world/feed.ts';
import { GATEWAYS, joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';
import { openSocket } from '../world/raw-socket.ts';

let live: LiveWorld;
beforeAll(async () => {
  live = await joinLiveWorld();
});
afterAll(leaveLiveWorld);

const SCREENS = 4;
/** Of each screen. */
const IDLE_SOCKETS = 8;
/** Sockets are sent away one after the other, some ten milliseconds apart. */
const SPREAD_MS = 200;

describe('both gateways restarted in turn', { timeout: 60_000 }, () => {
  it('send their sockets away spread out with 1001, and nobody misses an event', async () => {
    const { world, site } = live;
    const { processes } = world.mesh;
    const walls = await Promise.all(Array.from({ length: SCREENS }, () => live.wall('balancer')));
    await using stack = new AsyncDisposableStack();
    const screens = walls.map((wall) => stack.use(followFeed(wall)));
    await haveBegun(...screens);
    let isOver = false;
    const pouring = (async () => {
      for (; !isOver; await wait(100)) await recordCheckIns(world, site, 2);
    })();

    const closes: { code: number; at: number }[] = [];
    for (const wall of Array.from({ length: IDLE_SOCKETS }, () => walls).flat()) {
      const socket = stack.use(await openSocket(live.graphql('gateway'), wall.accessToken));
      void socket.closed.then((code) => closes.push({ code, at: performance.now() }));
    }
    try {
      for (const gateway of GATEWAYS) {
        await processes.term(gateway);
        await Promise.all(screens.map((screen) => expectBack(screen)));
        await processes.restart(gateway);
      }
    } finally {
      isOver = true;
      await pouring;
    }
    await Promise.all(screens.map((screen) => expectWhole(world, screen)));
    expect(new Set(screens.flatMap(({ ends }) => ends))).toEqual(new Set([1001]));
    expect(new Set(closes.map(({ code }) => code))).toEqual(new Set([1001]));
    expect(closes).toHaveLength(IDLE_SOCKETS * SCREENS);
    const times = closes.map(({ at }) => at);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(SPREAD_MS);
  });
});

/** It is told what happens now: whoever was sent away has come back. */
async function expectBack(screen: ReturnType<typeof followFeed>): Promise<void> {
  const before = screen.events.length;
  await expect.poll(() => screen.events.length, { timeout: 15_000 }).toBeGreaterThan(before);
}
