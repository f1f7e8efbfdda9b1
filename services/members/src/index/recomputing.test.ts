import { setTimeout as wait } from 'node:timers/promises';
import { CheckedIn, type CheckInFacts } from '@hongxin/activities/events';
import { newId } from '@hongxin/kit/ids';
import { createOutbox } from '@hongxin/kit/outbox';
import { connectRedis } from '@hongxin/kit/redis';
import { createRelay, streamKey } from '@hongxin/kit/relay';
import { expect, it } from 'vitest';
import { checkIn } from '../testing/check-ins.ts';
import { inventMember, log, openDatabase, openMembers, redisUrl } from '../testing/trial.ts';
import { indexId } from './point-event.ts';
import { startRecomputing } from './recomputing.ts';

it('ends with each check-in counted once when it is stopped at any place, and Redis loses everything', async () => {
  await using members = await openMembers();
  await using activities = await openDatabase();
  const prefix = `trial-${newId()}`;
  await using stack = new AsyncDisposableStack();
  const redis = stack.adopt(connectRedis(redisUrl(), log), async (client) => {
    for (const key of await client.keys(`${prefix}*`)) await client.del(key);
    client.disconnect();
  });
  const outbox = createOutbox(activities.connection);
  const relay = stack.use(
    createRelay({
      topic: 'activities',
      connection: activities.connection,
      sources: [outbox.source],
      redis,
      prefix,
      log,
    }),
  );
  const start = () =>
    startRecomputing({ work: members.work, activities: relay.log, redisUrl: redisUrl(), prefix });
  const tell = async (facts: CheckInFacts[]) => {
    const session = await activities.connection.startSession();
    await session.withTransaction(() =>
      outbox.add(
        session,
        CheckedIn,
        facts.map((data) => ({
          occurredAt: new Date(),
          orgPath: '/',
          actor: { kind: 'MEMBER' as const, sub: data.memberId },
          data,
        })),
      ),
    );
    await session.endSession();
    relay.wake();
  };
  const people = Array.from({ length: 40 }, () => inventMember());
  await members.collections.members.collection.insertMany(people as never[]);
  let said = 0;
  for (let round = 0; round < 4; round++) {
    const running = await start();
    await tell(people.map((person) => checkIn(person, '2026-11-05T02:00:00.000Z')));
    said += people.length;
    await wait(30 * round);
    if (round === 2) await redis.del(streamKey(prefix, 'activities'));
    await running[Symbol.asyncDispose]();
  }
  const running = await start();
  await until(async () => (await running.reader.seq()) === said && !(await members.work.indexes.hasDirty()));
  await running[Symbol.asyncDispose]();
  expect(await members.collections.pointEvents.countDocuments()).toBe(said);
  const indexes = members.collections.pioneerIndexes;
  for (const person of people)
    expect(await indexes.findById(indexId(person._id, '2026-11')).lean()).toMatchObject({ bonusTenths: 60 });
}, 30_000);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 400; left > 0; left--) {
    if (await isSo()) return;
    await wait(50);
  }
  throw new Error('did not come about in 20 s');
}
