import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNoticeStore } from '../notice/store.ts';
import { hoursFrom, openActivityTrial, staffAt } from '../testing/activity-trial.ts';
import { register, type RegistrationWorld } from './actions.ts';
import { registrationIdOf } from './documents.ts';
import { decideLeave, requestLeave } from './leave-actions.ts';
import { createSeatStore } from './seat-store.ts';

const now = new Date('2026-12-01T02:00:00Z');
const HOME = '/district/branch/';
const sessionId = newId();
const [first, second] = [newId(), newId()];
let trial: Awaited<ReturnType<typeof openActivityTrial>>;
beforeAll(async () => {
  trial = await openActivityTrial();
  const place = { activityId: newId(), activityKind: 'SALON', siteId: newId(), orgPath: '/site/' } as const;
  const times = { opensAt: hoursFrom(now, 24), closesAt: hoursFrom(now, 26) };
  await trial.collections.sessions.insertMany([{ _id: sessionId, ...place, ...times, capacity: 1 }]);
});
afterAll(() => trial[Symbol.asyncDispose]());

const worldOf = (viewer: Viewer, at = now): RegistrationWorld => ({
  seats: createSeatStore(trial.connection, { ...trial, notices: createNoticeStore(trial.collections) }),
  viewer,
  member: (id) => ({ _id: id, branchId: 'branch', orgPath: HOME, status: 'ACTIVE' }),
  mayAct: (path) => viewer.roles.some((held) => path.startsWith(held.orgPath)),
  keep: () => undefined,
  tell: () => undefined,
  now: () => at,
});
const member = (sub: string, at = now) => worldOf({ sub, kind: 'MEMBER', roles: [], scopes: [] }, at);

describe('a leave', () => {
  it('is decided by the member’s home branch, frees the seat, and tells ids only', async () => {
    await register(member(first), { sessionId, companions: 0 });
    await register(member(second), { sessionId, companions: 0 });
    await requestLeave(member(first), { sessionId, reason: '住院治疗' });
    const id = registrationIdOf(sessionId, first);
    await expect(decideLeave(worldOf(staffAt('/site/')), id, null)).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    const branch = worldOf(staffAt(HOME, 'SECRETARY'));
    expect(await decideLeave(branch, id, null)).toMatchObject({ leave: { status: 'APPROVED' } });
    expect(await decideLeave(branch, id, { reason: '人手不足' })).toMatchObject({ reason: 'DECIDED' });
    const rows = await trial.collections.registrations.find({ sessionId }).sort({ turn: 1 }).lean();
    expect(rows.map(({ status }) => status)).toEqual(['WITHDRAWN', 'REGISTERED']);
    const events = await trial.events();
    const approved = events.filter(({ type }) => type === 'LeaveApproved');
    expect(approved).toMatchObject([{ data: { sessionId, memberId: first }, actor: { role: 'SECRETARY' } }]);
    expect(JSON.stringify(events)).not.toContain('住院');
  });

  it('is not asked for after the session', async () => {
    const late = member(second, hoursFrom(now, 27));
    expect(await requestLeave(late, { sessionId, reason: '出差' })).toMatchObject({ reason: 'SESSION_OVER' });
  });
});
