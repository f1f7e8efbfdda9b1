import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { openSocket } from '../world/raw-socket.ts';
import { pairScreen } from '../world/site-screen.ts';
import type { World } from '../world/world.ts';

export type Revocation = {
  /** From the answer of `revokeScreen` to the close of the screen's socket, at its other end; below 0: closed before. */
  readonly fromAnswer: number[];
  /** From sending `revokeScreen`. */
  readonly fromCall: number[];
  /** The way the news takes, bare: XADD until a reader that is blocked in XREAD has it. */
  readonly limit: number[];
};

const FEED = 'subscription { checkInFeed { __typename ... on FeedSnapshot { seq } } }';
const REVOKE = 'mutation($id: ID!) { revokeScreen(id: $id) { revokedAt } }';
const FORBIDDEN = 4403;
const SETTLE_MS = 20;

/** Screens on which the feed runs are revoked, one after the other. */
export async function measureRevocation(world: World, times: number): Promise<Revocation> {
  const measured: Revocation = { fromAnswer: [], fromCall: [], limit: [] };
  await using limit = await openStreamLimit(world.redis, `${world.name}:limit`);
  const staff = await world.staff();
  for (let i = 0; i < times; i++) {
    const screen = await pairScreen(world, 'DISTRICT_WALL');
    using socket = await openSocket(world.mesh.addresses.graphql, screen.client.accessToken);
    await socket.until(({ type }) => type === 'connection_ack');
    socket.send({ id: 'feed', type: 'subscribe', payload: { query: FEED } });
    await socket.until(({ type }) => type === 'next');
    const closed = socket.closed.then((code) => ({ code, at: performance.now() }));
    const calledAt = performance.now();
    await staff.get(REVOKE, { id: screen.id });
    const answeredAt = performance.now();
    const { code, at } = await closed;
    if (code !== FORBIDDEN) throw new Error(`a revoked screen's socket closed with ${code}`);
    measured.fromAnswer.push(at - answeredAt);
    measured.fromCall.push(at - calledAt);
    measured.limit.push(await limit.once());
  }
  return measured;
}

async function openStreamLimit(redis: Redis, key: string) {
  const reader = redis.duplicate();
  await once(reader, 'ready');
  return {
    async once(): Promise<number> {
      const read = reader.xread('BLOCK', 5_000, 'STREAMS', key, '$');
      await wait(SETTLE_MS); // until the reader is blocked
      const began = performance.now();
      await redis.xadd(key, 'MAXLEN', '~', 100, '*', 'e', 'x');
      await read;
      return performance.now() - began;
    },
    async [Symbol.asyncDispose]() {
      reader.disconnect();
      await redis.del(key);
    },
  };
}
