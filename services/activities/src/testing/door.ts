import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { newId } from '@hongxin/kit/ids';
import { createLog } from '@hongxin/kit/log';
import { connectRedis } from '@hongxin/kit/redis';
import { engine, openDatabase } from '@hongxin/kit/testing/database';
import { createSessionTable } from '../activity/session-table.ts';
import { type CheckInInput, type CheckInWorld, checkIn } from '../check-in/actions.ts';
import { createAttempts } from '../check-in/attempts.ts';
import { makeSessionCode, makeSiteCode, windowOf } from '../check-in/site-code.ts';
import type { StaffWorld } from '../check-in/staff-actions.ts';
import { createCheckInStore } from '../check-in/store.ts';
import {
  type MemberStandingDocument,
  registerCollections,
  type SessionDocument,
  type SiteDocument,
} from '../collections.ts';

const hour = 3_600_000;
const log = createLog('test', 'silent');

/** Sessions of one site, taps of any phone, and a clock that the test holds; on real engines. */
export async function openDoor() {
  await using stack = new AsyncDisposableStack();
  const { name, connection, collections, outbox } = stack.use(
    await openDatabase('taking', registerCollections),
  );
  const redis = stack.adopt(connectRedis(engine('REDIS_URL'), log), (client) => client.disconnect());
  if (redis.status !== 'ready') await once(redis, 'ready');
  const openAttempts = () => createAttempts(redis, name);
  let now = new Date('2026-11-25T11:00:00.000Z');
  const site = { _id: randomUUID(), code: 'S07', orgPath: '/d/t/' } as SiteDocument;
  const sessions = new Map<string, SessionDocument>();
  const members = new Map<string, MemberStandingDocument>();
  const tableOf = <T>(map: Map<string, T>) => ({
    get: (id: string) => map.get(id),
    values: () => map.values(),
    put: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  });
  const table = createSessionTable(
    tableOf(sessions),
    tableOf(new Map([[site._id, site]])),
    Buffer.alloc(32, 3),
  );
  const world: CheckInWorld & StaffWorld = {
    sessions: table,
    member: (id) => members.get(id),
    membersKnown: () => true,
    store: createCheckInStore(connection, collections, outbox),
    attempts: openAttempts(),
    tell: () => undefined,
    now: () => now,
    mayAct: () => true,
  };
  const door = {
    world,
    openAttempts,
    collections,
    outbox: connection.collection('outbox'),
    open(opensAt = now, closesAt = new Date(now.getTime() + hour)): SessionDocument {
      const session: SessionDocument = {
        _id: newId(),
        activityId: 'a',
        activityKind: 'OPEN_ACTIVITY',
        siteId: site._id,
        orgPath: '/d/t/',
        opensAt,
        closesAt,
      };
      sessions.set(session._id, session);
      return session;
    },
    member(): string {
      const _id = randomUUID();
      members.set(_id, { _id, branchId: 'b', orgPath: '/d/t/b/', status: 'ACTIVE' });
      return _id;
    },
    codeOf: ({ _id }: SessionDocument) => makeSessionCode(table.keyOf(_id), 'S07'),
    shownAt: ({ _id }: SessionDocument, moment: Date) =>
      makeSiteCode(table.keyOf(_id), _id, windowOf(moment)),
    /** A tap at one moment that arrives at another. */
    async tap(
      memberId: string,
      tap: Partial<CheckInInput>,
      tappedAt = now,
      sentAt = tappedAt,
      isBound = true,
    ) {
      now = sentAt;
      return checkIn(
        world,
        { memberId, isBound },
        { id: newId(), occurredAt: tappedAt, deviceNow: sentAt, ...tap },
      );
    },
  };
  const kept = stack.move();
  return { ...door, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
