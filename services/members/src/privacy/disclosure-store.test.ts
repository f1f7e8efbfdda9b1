import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMembers } from '../testing/trial.ts';
import { createDisclosureStore } from './disclosure-store.ts';

let members: Awaited<ReturnType<typeof openMembers>>;
beforeAll(async () => {
  members = await openMembers();
});
afterAll(() => members[Symbol.asyncDispose]());

// Far ahead, so that MongoDB takes no count away as expired while the test runs.
const EVENING = new Date('2126-11-23T15:59:59.900Z');
const MIDNIGHT = new Date('2126-11-23T16:00:00.000Z');

/** One number seen by an account, with its row for the audit. */
function seen(actorId: string, occurredAt: Date) {
  const [orgPath, reason] = ['/district/', '核对联系方式'];
  const disclosure = {
    _id: newId(),
    memberId: 'm1',
    occurredAt,
    what: 'PHONE' as const,
    actorId,
    actorRole: 'DISTRICT',
    reason,
  };
  const data = { action: 'PHONE_REVEALED', target: null, outcome: 'DONE' as const, reason, times: 1 };
  return [
    disclosure,
    { occurredAt, orgPath, actor: { kind: 'STAFF' as const, sub: actorId }, data },
  ] as const;
}

it('several processes together give no more than the day allows', async () => {
  const { connection, collections } = members;
  const processes = Array.from({ length: 4 }, () => createDisclosureStore(connection, collections));
  const asked = processes.flatMap((store) =>
    Array.from({ length: 15 }, () => store.disclose('REVEAL', ...seen('busy', EVENING))),
  );
  const left = (await Promise.all(asked)).filter((one) => one !== null);
  expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(await collections.disclosures.countDocuments({ actorId: 'busy' })).toBe(50);
  expect(await connection.collection('outbox').countDocuments({ 'actor.sub': 'busy' })).toBe(50);
}, 60_000);

it('begins anew at midnight in Asia/Shanghai, for each account and purpose by itself', async () => {
  const { connection, collections } = members;
  const store = createDisclosureStore(connection, collections);
  const lefts = [
    await store.disclose('EXPORT', ...seen('a', EVENING)),
    await store.disclose('EXPORT', ...seen('a', EVENING)),
    await store.disclose('EXPORT', ...seen('a', MIDNIGHT)),
    await store.disclose('REVEAL', ...seen('a', EVENING)),
    await store.disclose('EXPORT', ...seen('b', EVENING)),
  ];
  expect(lefts).toEqual([4, 3, 4, 49, 4]);
});

it('a reveal whose row cannot be written is not counted', async () => {
  const { connection, collections } = members;
  const store = createDisclosureStore(connection, collections);
  const [disclosure, audited] = seen('c', EVENING);
  await store.disclose('REVEAL', disclosure, audited);
  await expect(store.disclose('REVEAL', disclosure, audited)).rejects.toThrow(/duplicate key/);
  expect(await store.left('REVEAL', 'c', EVENING)).toBe(49);
  expect(await connection.collection('outbox').countDocuments({ 'actor.sub': 'c' })).toBe(1);
});
