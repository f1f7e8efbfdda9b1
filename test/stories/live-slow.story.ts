import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersAfter, recordCheckIns } from '../world/check-ins.ts';
import type { Extensions, WorldClient } from '../world/client.ts';
import { expectWhole, type FeedEvent, followFeed, haveBegun } from '../world/feed.ts';
import { joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';
import { openSocket, type RawSocket } from '../world/raw-socket.ts';

let live: LiveWorld;
beforeAll(async () => {
  live = await joinLiveWorld();
});
afterAll(leaveLiveWorld);

const EVENTS = 600;
/** Seven megabytes: more than the kernel takes of a connection that nobody reads. */
const ENOUGH_TO_LAG = 450;
const SLOW_SCREENS = 2;
const SLOW_ONES_EACH = 9;
const NAMES = Array.from({ length: 40 }, (_, n) => `${'long'.repeat(100)}${n}: seq`);
/** Some 16 KiB an event: the kernel's own buffers of a connection take megabytes before anybody is slow. */
const FAT_FEED = `subscription($after: Cursor) { checkInFeed(after: $after) {
  ... on FeedSnapshot { cursor seq } ... on CheckInRecorded { cursor seq previous ${NAMES.join(' ')} }
} }`;
/** When all buffers are full, what comes then: 6 MiB for each of the slow ones, and none of it may stay. */
const MORE_EVENTS = 400;
const MOST_GROWTH = 64 * 2 ** 20;

type Told = { data: { checkInFeed: FeedEvent }; extensions: Extensions };
const toldTo = ({ messages }: RawSocket, id: string) =>
  messages.flatMap(({ type, id: of, payload }) => (type === 'next' && of === id ? [payload as Told] : []));
const numbersOf = (told: Told[]) =>
  told.flatMap(
    ({
      data: {
        checkInFeed: { seq, previous },
      },
    }) => (previous === undefined ? [] : [seq]),
  );

/** Subscribes, and hears where it begins. */
async function begin(wall: WorldClient, id: string): Promise<RawSocket> {
  const socket = await openSocket(live.graphql('gateway'), wall.accessToken);
  await socket.until(({ type }) => type === 'connection_ack');
  socket.send({ id, type: 'subscribe', payload: { query: FAT_FEED } });
  await socket.until(({ type }) => type === 'next');
  return socket;
}

/** Reads on until told that it lagged, and asks again for what was left out. */
async function catchUp(socket: RawSocket, id: string): Promise<Told[]> {
  socket.socket.resume();
  const lagged = () => toldTo(socket, id).find(({ extensions }) => extensions.lagged);
  await expect.poll(lagged, { timeout: 15_000 }).toBeDefined();
  const { count, resumeAfter } = lagged()?.extensions.lagged ?? { count: 0, resumeAfter: '' };
  const told = toldTo(socket, id);
  const before = told.slice(
    0,
    told.findIndex(({ extensions }) => extensions.lagged),
  );
  expect(before.at(-1)?.extensions.cursor).toBe(resumeAfter);
  const newest = lagged()?.data.checkInFeed.seq ?? 0;
  expect(count).toBe(newest - (before.at(-1)?.data.checkInFeed.seq ?? 0) - 1);
  socket.send({ id, type: 'complete' });
  socket.send({
    id: `${id} again`,
    type: 'subscribe',
    payload: { query: FAT_FEED, variables: { after: resumeAfter } },
  });
  await socket.until(({ type, id: of }) => type === 'next' && of === `${id} again`);
  return before;
}

/** Sleeps until slow readers are sent away, and answers with what it is told then. */
async function sleepOn({ socket, closed }: RawSocket, sentBefore: number): Promise<number> {
  await expect
    .poll(() => live.closedSlow('gateway'), { timeout: 45_000, interval: 250 })
    .toBeGreaterThan(sentBefore);
  await wait(1_000); // all fell asleep at the same time
  socket.resume();
  return closed;
}

describe('a reader that does not keep up', { timeout: 60_000 }, () => {
  it('costs the others nothing, is told, has every event in the end, and is sent away if it stays slow', async () => {
    const { world, site } = live;
    const { memory } = world.mesh.processes;
    await using other = followFeed(await live.wall('gateway'));
    await haveBegun(other);
    await using stack = new AsyncDisposableStack();
    const slow: RawSocket[] = [];
    for (let screen = 0; screen < SLOW_SCREENS; screen++) {
      const wall = await live.wall('gateway');
      for (let n = 0; n < SLOW_ONES_EACH; n++) slow.push(stack.use(await begin(wall, `slow ${n}`)));
    }
    const [wakes, sleeps] = slow as [RawSocket, RawSocket];

    const sentBefore = await live.closedSlow('gateway');
    for (const { socket } of slow) socket.pause();
    const sentAway = sleepOn(sleeps, sentBefore);
    for (let n = 0; n < EVENTS; n += 100) await recordCheckIns(world, site, 100);
    await expect.poll(() => other.numbers().length, { timeout: 30_000 }).toBeGreaterThan(ENOUGH_TO_LAG);
    const before = (await memory())['gateway'] ?? 0;
    const told = await catchUp(wakes, 'slow 0');
    for (let n = 0; n < MORE_EVENTS; n += 100) await recordCheckIns(world, site, 100);
    await expectWhole(world, other);
    expect((await memory())['gateway']).toBeLessThan(before + MOST_GROWTH);
    expect(other.ends).toEqual([]);
    const [snapshot] = told;
    const wanted = await numbersAfter(world, snapshot?.data.checkInFeed.seq ?? 0);
    await expect
      .poll(() => numbersOf([...told, ...toldTo(wakes, 'slow 0 again')]), { timeout: 15_000 })
      .toEqual(wanted);
    expect(await sentAway).toBe(4480);
  });
});
