import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionDocument } from '../collections.ts';
import { createNoticeStore } from '../notice/store.ts';
import { hoursFrom, openActivityTrial, staffAt } from '../testing/activity-trial.ts';
import { decideRegistration, recordWalkIn, register, type RegistrationWorld, withdraw } from './actions.ts';
import { registrationIdOf } from './documents.ts';
import { createSeatStore } from './seat-store.ts';

const now = new Date('2026-12-01T02:00:00Z');
const PLACE = '/district/township/site/';
let trial: Awaited<ReturnType<typeof openActivityTrial>>;
let notices: ReturnType<typeof createNoticeStore>;
beforeAll(async () => {
  trial = await openActivityTrial();
  notices = createNoticeStore(trial.collections);
});
afterAll(() => trial[Symbol.asyncDispose]());

const memberOf = (sub: string): Viewer => ({ sub, kind: 'MEMBER', roles: [], scopes: [] });
const worldOf = (viewer: Viewer, at = now): RegistrationWorld => ({
  seats: createSeatStore(trial.connection, { ...trial, notices }),
  viewer,
  member: (id) => ({ _id: id, branchId: 'branch', orgPath: '/district/branch/', status: 'ACTIVE' }),
  mayAct: (path) => viewer.roles.some((held) => path.startsWith(held.orgPath)),
  keep: () => undefined,
  tell: () => undefined,
  now: () => at,
});

async function openSession(more: Partial<SessionDocument> = {}): Promise<string> {
  const _id = newId();
  const [opensAt, closesAt] = [hoursFrom(now, 24), hoursFrom(now, 26)];
  const facts = { activityId: newId(), activityKind: 'SALON', siteId: newId(), orgPath: PLACE } as const;
  await trial.collections.sessions.insertMany([{ _id, ...facts, opensAt, closesAt, ...more }]);
  return _id;
}
const statusOf = async (sessionId: string, memberId: string) =>
  (await trial.collections.registrations.findById(registrationIdOf(sessionId, memberId)).lean())?.status;
const people = (count: number) => Array.from({ length: count }, () => newId());
const join = (sessionId: string, sub: string, companions = 0) =>
  register(worldOf(memberOf(sub)), { sessionId, companions });

describe('fifty registrations at once for ten seats', () => {
  it('give ten seats and forty places in order, and withdrawals move them up in that order', async () => {
    const sessionId = await openSession({ capacity: 10 });
    await Promise.all(people(50).map((sub) => join(sessionId, sub)));
    const rows = await trial.collections.registrations.find({ sessionId }).sort({ turn: 1 }).lean();
    expect(new Set(rows.map(({ turn }) => turn)).size).toBe(50);
    expect(rows.map(({ status }) => status)).toEqual([
      ...Array<string>(10).fill('REGISTERED'),
      ...Array<string>(40).fill('WAITLISTED'),
    ]);
    await Promise.all(
      rows.slice(0, 3).map(({ memberId }) => withdraw(worldOf(memberOf(memberId)), sessionId)),
    );
    const after = await trial.collections.registrations.find({ sessionId }).sort({ turn: 1 }).lean();
    expect(after.slice(10).map(({ status }) => status)).toEqual([
      ...Array<string>(3).fill('REGISTERED'),
      ...Array<string>(37).fill('WAITLISTED'),
    ]);
    expect(await trial.collections.seats.findById(sessionId).lean()).toMatchObject({
      taken: 10,
      waiting: 37,
    });
    const [notice] = await notices.ofMember(rows[10]?.memberId ?? '', 10);
    expect(notice).toMatchObject({ kind: 'MOVED_UP', sessionId });
  }, 30_000);
});

describe('a registration', () => {
  it('made twice at once is one, and takes companions’ seats', async () => {
    const sessionId = await openSession({ capacity: 3 });
    const [sub = '', other = ''] = people(2);
    const answers = await Promise.all([join(sessionId, sub, 2), join(sessionId, sub, 2)]);
    expect(answers.map((one) => one.kind === 'ACCEPTED' && one.replayed).sort()).toEqual([false, true]);
    await join(sessionId, other);
    expect(await statusOf(sessionId, other)).toBe('WAITLISTED');
  });

  it('that needs approval takes a seat when it is approved, and none when declined', async () => {
    const sessionId = await openSession({ needsRegistration: true, needsApproval: true });
    const [one = '', two = ''] = people(2);
    for (const sub of [one, two]) await join(sessionId, sub);
    const staff = worldOf(staffAt(PLACE));
    await decideRegistration(staff, registrationIdOf(sessionId, one), null);
    await decideRegistration(staff, registrationIdOf(sessionId, two), { reason: '名额留给新党员' });
    expect([await statusOf(sessionId, one), await statusOf(sessionId, two)]).toEqual([
      'REGISTERED',
      'DECLINED',
    ]);
    expect(await notices.ofMember(two, 1)).toMatchObject([{ reason: '名额留给新党员' }]);
    expect(await decideRegistration(staff, registrationIdOf(sessionId, one), null)).toMatchObject({
      reason: 'NOT_PENDING',
    });
    const elsewhere = decideRegistration(worldOf(staffAt('/other/')), registrationIdOf(sessionId, one), null);
    await expect(elsewhere).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  it('of who just came is kept beyond the seats, and marked', async () => {
    const sessionId = await openSession({ capacity: 1 });
    const [sub = '', memberId = ''] = people(2);
    await join(sessionId, sub);
    const door = worldOf(staffAt(PLACE), hoursFrom(now, 25));
    const walkIn = await recordWalkIn(door, { sessionId, memberId, companions: 0 });
    expect(walkIn).toMatchObject({ registration: { isWalkIn: true, isOverCapacity: true } });
  });
});
