import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { dayOf } from '@hongxin/kit/time';
import { type CheckInAnswer, CHECK_IN, type OpenSession, siteCodeAt, tap } from './site-screen.ts';
import type { WorldClient } from './client.ts';
import type { World } from './world.ts';

type Standing = { _id: string; branchId: string; orgPath: string };
type Session = { _id: string; activityId: string; activityKind: string };

/**
 * Check-ins of members at a site, as many as wanted at once, written where a tap would write them and not yet numbered:
 * the relay takes them as it takes any. Each call is a session of its own, for a member counts once in one.
 */
export async function recordCheckIns(world: World, site: OpenSession, count: number): Promise<void> {
  const activities = world.database('activities');
  const standings = await activities.collection<Standing>('memberStandings').find().limit(count).toArray();
  const session = await activities.collection<Session>('sessions').findOne({ _id: site.sessionId });
  const at = new Date();
  const sessionId = randomUUID();
  const made = standings.map(({ _id: memberId, branchId, orgPath }) => ({
    _id: randomUUID() as never,
    sessionId,
    activityId: session?.activityId,
    activityKind: session?.activityKind,
    siteId: site.siteId,
    memberId,
    homeBranchId: branchId,
    orgPath,
    orgIds: orgPath.split('/').filter(Boolean),
    day: dayOf(at),
    occurredAt: at,
    recordedAt: at,
    status: 'VALID',
    evidence: 'SITE_CODE',
    isLate: false,
    skewMs: 0,
    pending: true,
  }));
  if (made.length < count) throw new Error(`the district has only ${made.length} members`);
  await activities.collection('checkIns').insertMany(made);
}

/** As a phone does: the same tap again until an answer comes. Answers its id. */
export async function tapUntilAnswered(phone: WorldClient, site: OpenSession): Promise<string> {
  const { input } = tap({});
  for (let tries = 0; tries < 60; tries++) {
    const fresh = {
      ...input,
      code: siteCodeAt(site, Date.parse(String(input['occurredAt']))),
      deviceNow: new Date().toISOString(),
    };
    const answer = await phone.ask<CheckInAnswer>(CHECK_IN, { input: fresh }).catch(() => null);
    if (answer?.data?.checkIn.__typename === 'CheckInAccepted') return String(input['id']);
    if (answer?.data?.checkIn.reason) throw new Error(`refused: ${answer.data.checkIn.reason}`);
    await wait(250);
  }
  throw new Error('no answer within 15 s');
}

/** The numbers that the feed must have told after one of them: from the database, whatever became of Redis. */
export async function numbersAfter(world: World, seq: number): Promise<number[]> {
  const activities = world.database('activities');
  const [taps, outbox] = [activities.collection('checkIns'), activities.collection('outbox')];
  while ((await taps.findOne({ pending: true })) ?? (await outbox.findOne({ pending: true }))) await wait(20);
  const after = { seq: { $gt: seq } };
  const project = { projection: { seq: 1 } };
  const [checkIns, others] = await Promise.all([
    taps.find(after, project).toArray(),
    outbox.find({ ...after, type: { $in: ['CheckInVoided', 'CheckInCorrected'] } }, project).toArray(),
  ]);
  return [...checkIns, ...others].map((row) => Number(row['seq'])).toSorted((a, b) => a - b);
}
