import { randomUUID } from 'node:crypto';
import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor } from '../testing/door.ts';
import { type CheckInWorld, checkIn } from './actions.ts';
import { confirmCheckIn, voidCheckIn } from './staff-actions.ts';

const hour = 3_600_000;
const staff: Viewer = {
  sub: 'staff',
  kind: 'STAFF',
  roles: [{ role: 'TOWNSHIP', orgPath: '/d/t/' }],
  scopes: [],
};

let door: Awaited<ReturnType<typeof openDoor>>;
beforeAll(async () => void (door = await openDoor()), 60_000);
afterAll(() => door?.[Symbol.asyncDispose]());

const after = (start: Date, ms: number) => new Date(start.getTime() + ms);
const stateOf = async (id: string) => (await door.world.store.findById(id))?.status;

describe('a typed code that comes long after the session', () => {
  it('waits for a person: no event of a check-in, and one place in the list of its site', async () => {
    const [session, member] = [door.open(), door.member()];
    const answer = await door.tap(
      member,
      { sessionCode: door.codeOf(session) },
      after(session.opensAt, 60_000),
      after(session.closesAt, 71 * hour),
    );
    expect(answer).toMatchObject({
      kind: 'ACCEPTED',
      replayed: false,
      checkIn: { status: 'AWAITING_CONFIRMATION' },
    });
    if (answer.kind !== 'ACCEPTED') return;
    const { _id } = answer.checkIn;
    expect(await door.collections.checkIns.findById(_id).lean()).not.toHaveProperty('pending');
    expect(await door.outbox.find({ 'data.checkInId': _id }).toArray()).toMatchObject([
      { type: 'CheckInAwaiting' },
    ]);
    const waiting = await door.world.store.awaitingAt([session.siteId], 100, null);
    expect(waiting.map((one) => one._id)).toContain(_id);
    expect(await door.world.store.countBy('sessionId', [session._id])).toEqual(new Map());
  });

  it('waits once, however often it is sent and under whatever id', async () => {
    const [session, member] = [door.open(), door.member()];
    const id = newId();
    const late = (own: string) =>
      door.tap(
        member,
        { id: own, sessionCode: door.codeOf(session) },
        after(session.opensAt, 60_000),
        after(session.closesAt, hour),
      );
    const answers = await Promise.all([id, id, newId(), newId()].map(late));
    expect(answers.map(({ kind }) => kind)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
    expect(await door.collections.checkIns.countDocuments({ sessionId: session._id })).toBe(1);
  });

  it('counts once a person has confirmed it, and never twice', async () => {
    const [session, member] = [door.open(), door.member()];
    const answer = await door.tap(
      member,
      { sessionCode: door.codeOf(session) },
      after(session.opensAt, 60_000),
      after(session.closesAt, hour),
    );
    const id = answer.kind === 'ACCEPTED' ? answer.checkIn._id : '';
    const input = { id, decision: 'CONFIRM', reason: '站点登记簿上有签名' } as const;
    for (let i = 0; i < 2; i++)
      expect(await confirmCheckIn(door.world, staff, input)).toMatchObject({
        status: 'VALID',
        pending: true,
        confirmed: { actor: 'staff', reason: '站点登记簿上有签名' },
      });
    await expect(confirmCheckIn(door.world, staff, { ...input, decision: 'DECLINE' })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', reason: 'NOT_AWAITING' },
    });
    expect(await door.world.store.countBy('sessionId', [session._id])).toEqual(new Map([[session._id, 1]]));
  });

  it('gives way to a check-in that the member made otherwise meanwhile', async () => {
    const [session, member] = [door.open(), door.member()];
    const typed = await door.tap(
      member,
      { sessionCode: door.codeOf(session) },
      after(session.opensAt, 60_000),
      after(session.closesAt, hour),
    );
    const shown = after(session.opensAt, 120_000);
    const scanned = await door.tap(
      member,
      { code: door.shownAt(session, shown) },
      shown,
      after(session.closesAt, 2 * hour),
    );
    expect(scanned).toMatchObject({ kind: 'ACCEPTED', checkIn: { status: 'VALID' } });
    const id = typed.kind === 'ACCEPTED' ? typed.checkIn._id : '';
    const confirmed = await confirmCheckIn(door.world, staff, { id, decision: 'CONFIRM', reason: '在场' });
    expect(confirmed.status).toBe('SUPERSEDED');
    expect(await door.world.store.countBy('sessionId', [session._id])).toEqual(new Map([[session._id, 1]]));
  });

  it('is void when a person says that the member was not there, and its phone is told so', async () => {
    const [session, member] = [door.open(), door.member()];
    const input = { id: newId(), sessionCode: door.codeOf(session) };
    const late = () => door.tap(member, input, after(session.opensAt, 60_000), after(session.closesAt, hour));
    await late();
    await confirmCheckIn(door.world, staff, { id: input.id, decision: 'DECLINE', reason: '当天未到场' });
    expect(await late()).toMatchObject({ kind: 'REFUSED', reason: 'VOIDED', earlier: { _id: input.id } });
    expect(await door.outbox.countDocuments({ 'data.checkInId': input.id, type: 'CheckInVoided' })).toBe(0);
  });
});

describe('a check-in that staff undid', () => {
  it('is not accepted when the phone sends it again', async () => {
    const [session, member] = [door.open(), door.member()];
    const input = { id: newId(), code: door.shownAt(session, session.opensAt) };
    await door.tap(member, input);
    await voidCheckIn(door.world, staff, { id: input.id, reason: '扫错了人' });
    expect(await door.tap(member, input)).toMatchObject({
      kind: 'REFUSED',
      reason: 'VOIDED',
      earlier: { status: 'VOID' },
    });
  });

  it('gives back the one whose place it had taken, down the whole row', async () => {
    const session = door.open();
    const member = door.member();
    const [first, second, third] = [newId(), newId(), newId()];
    const seen = (minutes: number) => after(session.opensAt, minutes * 60_000);
    await door.tap(member, { id: first, code: door.shownAt(session, seen(30)) }, seen(30));
    await door.tap(member, { id: second, code: door.shownAt(session, seen(20)) }, seen(20), seen(40));
    await door.tap(member, { id: third, code: door.shownAt(session, seen(10)) }, seen(10), seen(50));
    const states = () => Promise.all([first, second, third].map(stateOf));
    expect(await states()).toEqual(['SUPERSEDED', 'SUPERSEDED', 'VALID']);
    await voidCheckIn(door.world, staff, { id: third, reason: '代人签到' });
    expect(await states()).toEqual(['SUPERSEDED', 'VALID', 'VOID']);
    await voidCheckIn(door.world, staff, { id: second, reason: '代人签到' });
    expect(await states()).toEqual(['VALID', 'VOID', 'VOID']);
    await voidCheckIn(door.world, staff, { id: first, reason: '代人签到' });
    expect(await states()).toEqual(['VOID', 'VOID', 'VOID']);
    const told = await door.outbox
      .find({ 'data.checkIn.checkInId': { $in: [first, second] } })
      .sort({ _id: 1 })
      .toArray();
    expect(told.filter((one) => (one['data'] as { isUndone?: true }).isUndone)).toMatchObject([
      { data: { checkIn: { checkInId: second, turn: 1 }, superseded: { checkInId: third } } },
      { data: { checkIn: { checkInId: first, turn: 1 }, superseded: { checkInId: second, turn: 1 } } },
    ]);
  });
});

describe('a tap under an id that was used', () => {
  it('for another session is refused', async () => {
    const [session, other, member] = [door.open(), door.open(), door.member()];
    const id = newId();
    await door.tap(member, { id, code: door.shownAt(session, session.opensAt) });
    await expect(door.tap(member, { id, code: door.shownAt(other, other.opensAt) })).rejects.toMatchObject({
      extensions: { reason: 'ID_REUSED' },
    });
  });

  it('for the same one is answered, however long the code has run out', async () => {
    const [session, member] = [door.open(), door.member()];
    for (const code of [
      { code: door.shownAt(session, session.opensAt) },
      { sessionCode: door.codeOf(session) },
    ]) {
      const id = newId();
      const first = await door.tap(member, { id, ...code }, session.opensAt);
      const again = await door.tap(
        member,
        { id, ...code },
        session.opensAt,
        after(session.closesAt, 200 * hour),
      );
      expect(again.kind).toBe(first.kind);
      if (first.kind === 'ACCEPTED') expect(again).toMatchObject({ replayed: true, checkIn: { _id: id } });
    }
  });
});

describe('guessing codes', () => {
  it('is counted for all replicas together', async () => {
    door.open();
    const member = door.member();
    const replica = { ...door.world, attempts: door.openAttempts() };
    const guess = (world: CheckInWorld, n: number) =>
      checkIn(
        world,
        { memberId: member, isBound: true },
        {
          id: newId(),
          sessionCode: `99${String(n).padStart(4, '0')}`,
          occurredAt: door.world.now(),
          deviceNow: door.world.now(),
        },
      );
    for (let n = 0; n < 10; n++)
      expect(await guess(n % 2 ? replica : door.world, n)).toMatchObject({ reason: 'CODE_INVALID' });
    await expect(guess(replica, 11)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  });

  it('at one site by many lets its right codes wait for a person, and shuts nobody out', async () => {
    const session = door.open();
    const { attempts } = door.world;
    const digits = door.codeOf(session).slice(0, 2);
    for (let n = 0; n < 100; n++) await attempts.fail(randomUUID(), digits);
    const typed = await door.tap(door.member(), { sessionCode: door.codeOf(session) });
    expect(typed).toMatchObject({ kind: 'ACCEPTED', checkIn: { status: 'AWAITING_CONFIRMATION' } });
    const scanned = await door.tap(door.member(), { code: door.shownAt(session, door.world.now()) });
    expect(scanned).toMatchObject({ kind: 'ACCEPTED', checkIn: { status: 'VALID' } });
  });
});
