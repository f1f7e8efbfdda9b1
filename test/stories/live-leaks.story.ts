import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { numbersAfter, recordCheckIns } from '../world/check-ins.ts';
import type { WorldClient } from '../world/client.ts';
import { openEvents } from '../world/event-stream.ts';
import { FEED, type FeedEvent } from '../world/feed.ts';
import { joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';
import { openSocket, type RawSocket } from '../world/raw-socket.ts';

type Feed = { checkInFeed: FeedEvent };

let live: LiveWorld;
beforeAll(async () => {
  live = await joinLiveWorld();
});
afterAll(leaveLiveWorld);

const subscribe = (id: string, variables: object = {}, query = FEED) => ({
  id,
  type: 'subscribe',
  payload: { query, variables },
});

async function enter(wall: WorldClient, where: 'gateway' | 'balancer' = 'gateway'): Promise<RawSocket> {
  const socket = await openSocket(live.graphql(where), wall.accessToken);
  await socket.until(({ type }) => type === 'connection_ack');
  return socket;
}

const NOTHING = { sockets: 0, subscribers: 0, streams: 0 };
/** A stream stays for some seconds, for those who come back. */
const expectNothingOpen = (where: 'gateway' | 'gateway-2', timeout = 15_000): Promise<void> =>
  vi.waitFor(async () => expect(await live.open(where)).toEqual(NOTHING), { timeout, interval: 250 });

/** A cursor of the same feed at another number, as only activities itself can make it. */
function cursorAt(cursor: string, seq: number): string {
  const [topic, , filter] = Buffer.from(cursor.split('.')[0] ?? '', 'base64url')
    .toString()
    .split('.');
  const text = `${topic}.${seq}.${filter}`;
  const key = Buffer.from(live.world.secrets.cursorKey, 'base64url');
  const mac = createHmac('sha256', key).update(text).digest().subarray(0, 12);
  return `${Buffer.from(text).toString('base64url')}.${mac.toString('base64url')}`;
}

/** What a subscription is told first: its event, or the code of its refusal. */
async function firstAnswer(wall: WorldClient, variables: object): Promise<string | undefined> {
  using heard = wall.subscribe<Feed>(FEED, variables as Record<string, unknown>);
  await heard.until((results) => results.length > 0 || heard.ended.reason !== undefined);
  const [result] = heard.results;
  const errors = result?.errors ?? (heard.ended.reason as { extensions?: { code?: string } }[]);
  return result?.data?.checkInFeed.__typename ?? (errors[0]?.extensions?.['code'] as string | undefined);
}

describe('nothing is left behind', { timeout: 60_000 }, () => {
  /** At the second gateway, while the first one has all the others: to be given up takes a while. */
  const halfOpen: RawSocket[] = [];
  beforeAll(async () => {
    const wall = await live.wall('balancer');
    await expectNothingOpen('gateway-2');
    live.balancer.to(1);
    for (let n = 0; n < 2; n++) {
      const socket = await enter(wall, 'balancer');
      socket.send(subscribe('feed'));
      await socket.until(({ type }) => type === 'next');
      halfOpen.push(socket);
    }
    live.balancer.freeze();
    live.balancer.to(null);
    expect(await live.open('gateway-2')).toEqual({ sockets: 2, subscribers: 2, streams: 1 });
  });

  it('by floods of subscribing and leaving, on one socket and with one', async () => {
    const wall = await live.wall('gateway');
    using socket = await enter(wall);
    for (let n = 0; n < 40; n++) {
      const isHeard = n % 4 === 0;
      socket.send(subscribe(`${n}`, { filter: { siteIds: n % 8 ? [live.site.siteId] : null } }));
      if (isHeard) await socket.until(({ id, type }) => id === `${n}` && type === 'next');
      socket.send({ id: `${n}`, type: 'complete' });
      await wait(50); // one socket may say twenty things a second, and some more at first
    }
    socket.socket.close(1000);
    for (let n = 0; n < 8; n++) {
      const brief = await enter(wall);
      brief.send(subscribe('brief'));
      if (n % 2) brief.socket.close(1000);
      else brief[Symbol.dispose]();
      const events = await openEvents<Feed>(live.graphql('gateway'), wall.accessToken, FEED);
      events[Symbol.dispose]();
    }
    await expectNothingOpen('gateway');
  });

  it('by cursors that are invented, tampered with, of another feed, of the future', async () => {
    const wall = await live.wall('gateway');
    await recordCheckIns(live.world, live.site, 1);
    await numbersAfter(live.world, 0);
    using begun = wall.subscribe<Feed>(FEED);
    await begun.until((results) => results.length > 0);
    const { cursor, seq } = begun.results[0]!.data!.checkInFeed;
    const filter = { siteIds: [live.site.siteId] };
    const asked: [variables: object, answer: string][] = [
      [{ after: 'x' }, 'BAD_USER_INPUT'],
      [{ after: 'x'.repeat(2_000) }, 'BAD_USER_INPUT'],
      [{ after: 7 }, 'BAD_USER_INPUT'],
      [{ after: `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}` }, 'BAD_USER_INPUT'],
      [{ after: cursor, filter }, 'BAD_USER_INPUT'],
      [{ after: cursorAt(cursor, seq + 1_000_000) }, 'ResyncRequired'],
      [{ after: cursorAt(cursor, seq - 1) }, 'CheckInRecorded'],
    ];
    for (const [variables, answer] of asked)
      expect([variables, await firstAnswer(wall, variables)]).toEqual([variables, answer]);
  });

  it.each<[string, unknown, number]>([
    ['a giant frame', { type: 'ping', payload: { text: 'x'.repeat(70_000) } }, 1009],
    ['a second greeting', { type: 'connection_init' }, 4429],
    ['an unknown message', { type: 'hello' }, 4400],
    ['an operation without a query', { id: 'b', type: 'subscribe', payload: {} }, 4400],
    ['an id that is taken', subscribe('feed'), 4409],
  ])('by %s on a socket with a running subscription', async (_, message, code) => {
    using socket = await enter(await live.wall('gateway'));
    socket.send(subscribe('feed'));
    await socket.until(({ type }) => type === 'next');
    socket.send(message);
    expect(await socket.closed).toBe(code);
    await expect.poll(() => live.open('gateway')).toMatchObject({ sockets: 0, subscribers: 0 });
  });

  it('by operations that are none', async () => {
    using socket = await enter(await live.wall('gateway'));
    const wrong = ['{', 'subscription { nothing }', 'subscription { checkInFeed { __typename } __typename }'];
    for (const [n, query] of wrong.entries()) socket.send(subscribe(`${n}`, {}, query));
    for (const n of wrong.keys()) await socket.until(({ id, type }) => id === `${n}` && type === 'error');
    socket.socket.close(1000);
    await expectNothingOpen('gateway');
  });

  it('by sockets that are open on one side only', async () => {
    await expectNothingOpen('gateway-2', 40_000);
    await expect.poll(() => live.open('activities'), { timeout: 5_000 }).toEqual({ streams: 0 });
    for (const { socket } of halfOpen) {
      expect(socket.readyState).toBe(socket.OPEN); // nobody has told this side
      socket.terminate();
    }
    live.balancer.thaw();
  });
});
