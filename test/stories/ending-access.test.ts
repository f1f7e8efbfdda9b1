import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocket } from '../world/raw-socket.ts';
import { pairScreen } from '../world/site-screen.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const FEED = 'subscription { checkInFeed { __typename ... on FeedSnapshot { seq } } }';
const graphql = () => world.mesh.addresses.graphql;

/** A socket on which the feed runs. */
async function follow(accessToken: string | null) {
  const socket = await openSocket(graphql(), accessToken);
  await socket.until(({ type }) => type === 'connection_ack');
  socket.send({ id: 'feed', type: 'subscribe', payload: { query: FEED } });
  await socket.until(({ type }) => type === 'next');
  return socket;
}

const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  Promise.race([promise, wait(ms, null, { ref: false }).then(() => Promise.reject(new Error('too late')))]);

const REVOKE = 'mutation($id: ID!) { revokeScreen(id: $id) { revokedAt } }';

describe('access that ends', () => {
  it('a revoked screen’s socket closes, its token is nobody’s, other screens stay', async () => {
    const [gone, stays] = [
      await pairScreen(world, 'DISTRICT_WALL'),
      await pairScreen(world, 'DISTRICT_WALL'),
    ];
    using socket = await follow(gone.client.accessToken);
    using other = await follow(stays.client.accessToken);
    await (await world.staff()).get(REVOKE, { id: gone.id });
    expect(await within(10_000, socket.closed)).toBe(4403);
    expect((await gone.client.ask('{ sites { id } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    using again = await openSocket(graphql(), gone.client.accessToken);
    expect(await again.closed).toBe(4403);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    await stays.client.get('{ sites { id } }');
  });

  it('server-sent events end too', async () => {
    const screen = await pairScreen(world, 'DISTRICT_WALL');
    const response = await fetch(graphql(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${screen.client.accessToken}`,
      },
      body: JSON.stringify({ query: FEED }),
    });
    const reader = response.body?.getReader();
    await reader?.read();
    await (await world.staff()).get(REVOKE, { id: screen.id });
    const drained = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
      return 'ended';
    })();
    expect(await within(10_000, drained)).toBe('ended');
  });

  it('without Redis it is learned from identity itself', async () => {
    const screen = await pairScreen(world, 'DISTRICT_WALL');
    using socket = await follow(screen.client.accessToken);
    await world.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await world.redis.del(`${world.name}:log:identity`);
    await (await world.staff()).get(REVOKE, { id: screen.id });
    expect(await within(15_000, socket.closed)).toBe(4403);
  });

  it('a gateway that was started afterwards knows', async () => {
    const screen = await pairScreen(world, 'DISTRICT_WALL');
    await (await world.staff()).get(REVOKE, { id: screen.id });
    await world.mesh.processes.restart('gateway');
    for (let tries = 0; tries < 50; tries++) {
      const { errors } = await world.client(screen.client.accessToken ?? '').ask('{ sites { id } }');
      if (errors?.[0]?.extensions?.code === 'UNAUTHENTICATED') return;
      await wait(100);
    }
    throw new Error('the ended session is still believed');
  });
});
