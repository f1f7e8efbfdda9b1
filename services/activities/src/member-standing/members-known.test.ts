import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createLogReader } from '@hongxin/kit/log-reader';
import { createLogTail } from '@hongxin/kit/log-tail';
import { createMemoryTable } from '@hongxin/kit/memory-table';
import { connectBlockingRedis, connectRedis } from '@hongxin/kit/redis';
import { createRelay, type EventLog, streamKey } from '@hongxin/kit/relay';
import { serviceActor } from '@hongxin/kit/events';
import { engine, openDatabase } from '@hongxin/kit/testing/database';
import { caller, startSubgraph } from '@hongxin/kit/testing/subgraph';
import { MemberAdmitted } from '@hongxin/members/events';
import { describe, expect, it } from 'vitest';
import { type MemberStandingDocument, registerCollections } from '../collections.ts';
import { log } from '../testing/trial.ts';
import { watchMembersKnown } from './members-known.ts';
import { createMemberStandings, writtenStandings } from './projection.ts';

const patient = { timeout: 10_000 };

describe('members', () => {
  it.each([
    ['not at all', 0],
    ['after some failures', 3],
  ])(
    'are known when their whole log is in memory, though their service answers late: %s',
    async (_, failing) => {
      await using stack = new AsyncDisposableStack();
      const theirs = stack.use(await openDatabase('members', () => ({})));
      const ours = stack.use(await openDatabase('activities', registerCollections));
      const redis = stack.adopt(connectRedis(engine('REDIS_URL'), log), async (client) => {
        await client.del(streamKey(theirs.name, 'members'));
        client.disconnect();
      });
      const place = { topic: 'members', prefix: theirs.name, log };
      const { connection, outbox } = theirs;
      const relay = stack.use(createRelay({ ...place, connection, sources: [outbox.source], redis }));
      const ids = Array.from({ length: 700 }, () => randomUUID());
      const admitted = ids.map((memberId) => ({
        occurredAt: new Date(),
        orgPath: '/d/',
        actor: serviceActor('members'),
        data: {
          memberId,
          branchId: 'b',
          orgPath: '/d/b/',
          status: 'ACTIVE' as const,
          membership: 'REGISTERED' as const,
          standing: 'FULL' as const,
        },
      }));
      await outbox.add(null, MemberAdmitted, admitted);
      relay.wake();
      await expect.poll(() => relay.log.top(), patient).toBe(ids.length);

      let isAway = true;
      let failures = failing;
      const whenBack = async () => {
        while (isAway) await wait(10);
        if (failures-- > 0) throw new Error('away');
      };
      const source: EventLog = {
        top: async () => (await whenBack(), relay.log.top()),
        read: async (after, first) => (await whenBack(), relay.log.read(after, first)),
      };
      const tail = stack.use(
        createLogTail({ ...place, source, redis: connectBlockingRedis(engine('REDIS_URL'), log) }),
      );
      const reader = stack.use(
        createLogReader({
          name: 'member-standings',
          connection: ours.connection,
          tail,
          log,
          apply: createMemberStandings(ours.collections),
        }),
      );
      const collection = ours.collections.memberStandings.collection;
      const table = stack.use(
        await createMemoryTable<MemberStandingDocument>({ connection: ours.connection, collection, log }),
      );
      const known = stack.use(
        watchMembersKnown({ reader, written: () => writtenStandings(ours.collections), table, log }),
      );
      await wait(300);
      expect(known.isKnown()).toBe(false);
      isAway = false;
      await expect.poll(() => known.isKnown(), patient).toBe(true);
      expect(ids.filter((id) => !table.get(id))).toEqual([]);
    },
  );

  it('who are not known yet are told to come again, and the service is not ready', async () => {
    await using database = await openDatabase('activities', registerCollections);
    await using activities = await startSubgraph(
      'activities',
      join(import.meta.dirname, '..', 'server.ts'),
      database.name,
      {
        MESH_PRIVATE_KEY: JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
        MEMBERS_URL: 'http://127.0.0.1:9',
        ORGANIZATIONS_URL: 'http://127.0.0.1:9',
        SITE_KEY_SECRET: randomBytes(32).toString('base64url'),
        CURSOR_KEY: randomBytes(32).toString('base64url'),
      },
    );
    expect(await activities.health()).toMatchObject({
      ready: false,
      failed: { members: expect.any(String) },
    });
    const now = new Date().toISOString();
    const answer = await activities.ask(
      caller('MEMBER'),
      'mutation($input: CheckInInput!) { checkIn(input: $input) { __typename } }',
      { input: { id: randomUUID(), code: 'x', occurredAt: now, deviceNow: now } },
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      retryAfterSeconds: expect.any(Number),
    });
  });
});
