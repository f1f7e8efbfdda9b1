import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdsAt, type Viewer } from '@hongxin/kit/viewer';
import { createNoticeStore } from '../notice/store.ts';
import { register } from '../registration/actions.ts';
import { createSeatStore } from '../registration/seat-store.ts';
import { PUBLISHES_ACTIVITIES, RUNS_ACTIVITIES } from '../access.ts';
import {
  hoursFrom,
  inputAt,
  openActivityTrial,
  siteAt,
  staffAt,
  tableOf,
} from '../testing/activity-trial.ts';
import {
  archiveActivity,
  cancelActivity,
  changeActivity,
  draftActivity,
  type LifecycleWorld,
  publishActivity,
  sendBackActivity,
  submitActivity,
} from './lifecycle-actions.ts';

const site = siteAt('/district/township/site/');
const start = new Date('2026-12-05T06:00:00Z');
let trial: Awaited<ReturnType<typeof openActivityTrial>>;
beforeAll(async () => {
  trial = await openActivityTrial();
});
afterAll(() => trial[Symbol.asyncDispose]());

function worldOf(viewer: Viewer, now = hoursFrom(start, -24)) {
  return {
    store: trial.lifecycle,
    sites: tableOf(site),
    sessions: trial.sessions,
    viewer,
    mayAct: (path) => holdsAt(viewer, path, ...RUNS_ACTIVITIES),
    mayPublish: (path) => holdsAt(viewer, path, ...PUBLISHES_ACTIVITIES),
    seats: createSeatStore(trial.connection, { ...trial, notices: createNoticeStore(trial.collections) }),
    tell: () => undefined,
    now: () => now,
  } satisfies LifecycleWorld & Record<string, unknown>;
}
const steward = () => worldOf(staffAt(site.orgPath, 'STEWARD'));
const township = (now?: Date) => worldOf(staffAt('/district/township/'), now);
const told = async (activityId: string) =>
  (await trial.events())
    .filter(({ data }) => (data as { activityId: string }).activityId === activityId)
    .map(({ type, data }) => (data as { change?: string }).change ?? type);

describe('an activity from its plan to the archive', () => {
  const input = inputAt(site, start, { capacity: 30, needsApproval: true });
  const id = input.id;

  it('is planned by a steward, sent back with a reason, changed and published by the township', async () => {
    await draftActivity(steward(), input);
    expect(await draftActivity(steward(), input)).toMatchObject({ kind: 'ACCEPTED' }); // the same again
    await submitActivity(steward(), id);
    const sentBack = await sendBackActivity(township(), id, '请补充集合地点');
    expect(sentBack).toMatchObject({
      activity: { decision: 'DRAFT', sentBack: { reason: '请补充集合地点' } },
    });
    await changeActivity(steward(), { ...input, title: '江边清洁志愿服务' });
    await submitActivity(steward(), id);
    expect(await trial.collections.sessions.countDocuments({ activityId: id })).toBe(0);
    expect(await publishActivity(township(), id)).toMatchObject({ activity: { title: '江边清洁志愿服务' } });
    const stored = await trial.collections.activities.findById(id).lean();
    expect(stored).not.toHaveProperty('decision');
    expect(stored).not.toHaveProperty('plannedSessions');
    expect(stored).not.toHaveProperty('sentBack');
    expect(await trial.collections.sessions.findOne({ activityId: id }).lean()).toMatchObject({
      siteId: site._id,
      capacity: 30,
      needsRegistration: true,
      needsApproval: true,
    });
    expect(trial.sessions.get(input.sessions[0]?.id ?? '')).toBeDefined();
  });

  it('is cancelled with its sessions, and archived', async () => {
    expect(await archiveActivity(township(), id)).toEqual({ kind: 'REFUSED', reason: 'NOT_OVER' });
    await cancelActivity(township(), id, '台风预警');
    const [session] = await trial.collections.sessions.find({ activityId: id }).lean();
    expect(session?.cancelledAt).toEqual(township().now());
    expect(await cancelActivity(township(), id, '台风预警')).toEqual({
      kind: 'REFUSED',
      reason: 'CANCELLED',
    });
    expect(await archiveActivity(township(), id)).toMatchObject({ activity: { decision: 'ARCHIVED' } });
  });

  it('tells each decision with its actor, and nothing of a refusal', async () => {
    const decisions = ['DRAFTED', 'SUBMITTED', 'SENT_BACK', 'CHANGED', 'SUBMITTED'];
    expect(await told(id)).toEqual([...decisions, 'ActivityOpened', 'ActivityCancelled', 'ARCHIVED']);
    expect((await trial.events())[0]?.actor).toMatchObject({ sub: 'account', role: 'STEWARD' });
  });
});

describe('a decision', () => {
  it('is refused to who may not take it, also for a place that lies elsewhere', async () => {
    const input = inputAt(site, hoursFrom(start, 24));
    await draftActivity(steward(), input);
    await submitActivity(steward(), input.id);
    const stranger = worldOf(staffAt('/district/other/'));
    for (const world of [steward(), stranger])
      await expect(publishActivity(world, input.id)).rejects.toMatchObject({
        extensions: { code: 'FORBIDDEN' },
      });
    await expect(draftActivity(stranger, inputAt(site, start))).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('to publish what another activity has the place for, or whose time has gone, changes nothing', async () => {
    const [first, second] = [inputAt(site, hoursFrom(start, 48)), inputAt(site, hoursFrom(start, 49))];
    for (const input of [first, second]) {
      await draftActivity(steward(), input);
      await submitActivity(steward(), input.id);
    }
    await publishActivity(township(), first.id);
    expect(await publishActivity(township(), second.id)).toMatchObject({ reason: 'SITE_OCCUPIED' });
    const late = township(hoursFrom(start, 100));
    expect(await publishActivity(late, second.id)).toMatchObject({ reason: 'TIME_PAST' });
    expect(await told(second.id)).toEqual(['DRAFTED', 'SUBMITTED']);
  });

  it('taken twice at once is taken once', async () => {
    const input = inputAt(site, hoursFrom(start, 72));
    await draftActivity(steward(), input);
    const answers = await Promise.all(Array.from({ length: 5 }, () => submitActivity(steward(), input.id)));
    expect(answers.filter(({ kind }) => kind === 'ACCEPTED')).toHaveLength(1);
    expect(await told(input.id)).toEqual(['DRAFTED', 'SUBMITTED']);
  });
});

describe('who has registered', () => {
  it('is told of the cancelling in the same transaction, thousands too; who registers meanwhile is told or refused', async () => {
    const input = inputAt(site, hoursFrom(start, 120));
    await draftActivity(steward(), input);
    await submitActivity(steward(), input.id);
    await publishActivity(township(), input.id);
    const sessionId = input.sessions[0]?.id ?? '';
    const rows = Array.from({ length: 2_100 }, (_, turn) => ({
      _id: `${sessionId}.${turn}`,
      sessionId,
      memberId: `${turn}`,
      status: turn === 0 ? ('WITHDRAWN' as const) : ('REGISTERED' as const),
    }));
    await trial.collections.registrations.collection.insertMany(rows as never);
    const member: Viewer = { sub: 'late', kind: 'MEMBER', roles: [], scopes: [] };
    const [, late] = await Promise.all([
      cancelActivity(township(), input.id, '台风预警'),
      register(
        {
          ...worldOf(member),
          member: (_id) => ({ _id, branchId: 'branch', orgPath: '/', status: 'ACTIVE' }),
          keep: () => undefined,
        },
        { sessionId, companions: 0 },
      ),
    ]);
    const told = await trial.collections.notices.countDocuments({ sessionId, kind: 'ACTIVITY_CANCELLED' });
    expect(told).toBe(late.kind === 'ACCEPTED' ? 2_100 : 2_099);
  });
});

describe('what is planned', () => {
  it('is listed for its place only, and unknown to the public lists', async () => {
    const draft = inputAt(site, hoursFrom(start, 96));
    await draftActivity(steward(), draft);
    const ids = async (viewer: Viewer) => (await trial.lifecycle.planned(viewer, 100)).map(({ _id }) => _id);
    expect(await ids(staffAt(site.orgPath, 'STEWARD'))).toContain(draft.id);
    expect(await ids(staffAt('/district/other/'))).toEqual([]);
  });
});
