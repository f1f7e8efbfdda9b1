import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@hongxin/kit/ids';
import { createLogTail } from '@hongxin/kit/log-tail';
import { connectBlockingRedis, connectRedis } from '@hongxin/kit/redis';
import { createRelay, streamKey } from '@hongxin/kit/relay';
import { monthOf } from '@hongxin/kit/time';
import { expect, it } from 'vitest';
import { inventMember, log, openMembers, redisUrl } from '../testing/trial.ts';
import { recomputeDirty } from './actions.ts';
import { createPictureFeed } from './picture-feed.ts';
import { createPictureStore } from './picture-store.ts';
import { newPointEvent } from './point-event.ts';

async function openFeed() {
  const stack = new AsyncDisposableStack();
  const members = stack.use(await openMembers());
  const { collections, connection, work } = members;
  const prefix = `trial-${newId()}`;
  const redis = connectRedis(redisUrl(), log);
  const key = streamKey(prefix, 'members');
  stack.defer(async () => {
    await redis.del(key);
    redis.disconnect();
  });
  const relay = stack.use(
    createRelay({ topic: 'members', connection, sources: [collections.outbox.source], redis, prefix, log }),
  );
  const tail = stack.use(
    createLogTail({
      topic: 'members',
      prefix,
      redis: connectBlockingRedis(redisUrl(), log),
      source: relay.log,
      log,
    }),
  );
  const pictures = createPictureStore({ collections, top: relay.log.top });
  const feed = stack.use(createPictureFeed({ tail, after: await relay.log.top(), pictures, log }));
  const attend = async () => {
    const member = inventMember();
    await collections.members.collection.insertOne(member as never);
    const point = newPointEvent({
      memberId: member._id,
      rule: 'attendance',
      units: 1,
      occurredAt: new Date(),
      sourceId: newId(),
      sourceEventId: newId(),
    });
    await work.points.save([point]);
    await work.points.markDirty([{ indexId: point.indexId, since: new Date() }]);
    await recomputeDirty(work);
    relay.wake();
  };
  return { feed, attend, pictures, dispose: () => stack.disposeAsync() };
}

it('tells the picture at once, then each change, at most one a second, and the last is the truth', async () => {
  const { feed, attend, pictures, dispose } = await openFeed();
  const subscription = feed.subscribe();
  expect((await subscription.next()).value).toMatchObject({
    indexPictureChanged: { month: monthOf(new Date()), meanTenths: null, version: 0 },
    extensions: { whole: true },
  });
  const began = performance.now();
  const attended = (async () => {
    for (let i = 0; i < 6; i++) {
      await attend();
      await pictures.picture(monthOf(new Date())); // someone else asks in between
    }
  })();
  let told = 0;
  for (let members = 0; members < 6; told++) {
    const { value } = await subscription.next();
    const { distribution, meanTenths } = value.indexPictureChanged;
    members = distribution.reduce((sum: number, step: number) => sum + step, 0);
    expect(meanTenths).toBe(308);
  }
  await attended;
  expect(told).toBeLessThanOrEqual((performance.now() - began) / 1_000 + 1);
  await subscription.return?.();
  await dispose();
}, 30_000);

it('ends at once when it is cancelled, whatever it waits for', async () => {
  const { feed, attend, dispose } = await openFeed();
  for (const isPausing of [false, true]) {
    const subscription = feed.subscribe();
    await subscription.next();
    if (isPausing) await attend();
    const pending = subscription.next();
    await wait(100);
    const began = performance.now();
    expect(await subscription.return?.()).toEqual({ done: true, value: undefined });
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(performance.now() - began).toBeLessThan(200);
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
  }
  await dispose();
}, 30_000);
