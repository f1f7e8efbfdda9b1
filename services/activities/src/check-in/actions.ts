import { badInput, forbidden, notFound, unavailable } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { isId } from '@hongxin/kit/ids';
import { placeOfSite } from '@hongxin/kit/roles';
import { dayOf } from '@hongxin/kit/time';
import type { Viewer } from '@hongxin/kit/viewer';
import type { CheckInDocument, MemberStandingDocument, SessionDocument } from '../collections.ts';
import type { SessionTable } from '../activity/session-table.ts';
import type { createAttempts } from './attempts.ts';
import { type Evidence, judgeCheckIn, type Refusal } from './check-in.ts';
import { isGenuine, makeSessionCode, parseSiteCode } from './site-code.ts';
import type { CheckInStore } from './store.ts';

export type CheckInInput = {
  readonly id: string;
  readonly code?: string | null;
  readonly sessionCode?: string | null;
  readonly expectedSiteId?: string | null;
  readonly occurredAt: Date;
  readonly deviceNow: Date;
};

export type CheckInAnswer =
  | { readonly kind: 'ACCEPTED'; readonly checkIn: CheckInDocument; readonly replayed: boolean }
  | { readonly kind: 'REFUSED'; readonly reason: Refusal; readonly earlier?: CheckInDocument };

/** What a check-in is judged on: all of it in this process's memory; the insert alone goes to an engine. */
export type CheckInWorld = {
  readonly sessions: SessionTable;
  member(id: string): MemberStandingDocument | undefined;
  /** False until every member is known here whom members knew at the start: an unknown one may come yet. */
  membersKnown?(): boolean;
  readonly store: CheckInStore;
  readonly attempts: ReturnType<typeof createAttempts>;
  /** Wakes the relay; never waited for. */
  tell(): void;
  now(): Date;
};

export async function checkIn(
  world: CheckInWorld,
  memberId: string,
  input: CheckInInput,
): Promise<CheckInAnswer> {
  if (!isId(input.id)) throw badInput('签到编号格式不对，应为 UUID。请刷新页面后重试。');
  if (!input.code === !input.sessionCode) throw badInput('请提供签到码或6位场次码中的一个。');
  const member = world.member(memberId);
  if (!member && world.membersKnown?.() === false)
    throw unavailable('系统刚刚启动，正在读取党员名单。请稍后用同一条签到再试。', 3);
  if (!member) throw notFound('没有找到您的党员信息。请联系所在党支部核实登记。');
  world.attempts.assertAllowed(memberId);
  const found = findSession(world.sessions, input, world.now());
  if (!found) {
    world.attempts.fail(memberId);
    return replayOr(world, member, input.id, undefined, { kind: 'REFUSED', reason: 'CODE_INVALID' });
  }
  const { session, evidence } = found;
  const now = world.now();
  const judged = judgeCheckIn({ tap: input, evidence, session, member, now });
  if (!judged.ok)
    return replayOr(world, member, input.id, session, { kind: 'REFUSED', reason: judged.reason });
  const { occurredAt, isLate, skewMs } = judged;
  return store(world, {
    _id: input.id,
    sessionId: session._id,
    activityId: session.activityId,
    activityKind: session.activityKind,
    siteId: session.siteId,
    memberId,
    homeBranchId: member.branchId,
    orgPath: member.orgPath,
    orgIds: member.orgPath.split('/').filter(Boolean),
    day: dayOf(occurredAt),
    occurredAt,
    recordedAt: now,
    status: 'VALID',
    evidence: evidence.kind,
    isLate,
    skewMs,
  });
}

async function store(world: CheckInWorld, document: CheckInDocument): Promise<CheckInAnswer> {
  const outcome = await world.store.insert(document);
  world.tell();
  if (outcome.kind === 'STORED') return { kind: 'ACCEPTED', checkIn: document, replayed: false };
  if (outcome.kind === 'SAME_ID') return replay(outcome.stored, document);
  const { valid } = outcome;
  if (document.isLate && document.occurredAt < valid.occurredAt) {
    const corrected = await world.store.supersede(document, valid);
    world.tell();
    // Not valid any more by now: whatever took its place, the same tap is judged against it.
    return corrected ? { kind: 'ACCEPTED', checkIn: document, replayed: false } : store(world, document);
  }
  return { kind: 'REFUSED', reason: 'ALREADY_CHECKED_IN', earlier: valid };
}

/** A tap that was accepted before stays accepted, even when its code has run out since. */
async function replayOr(
  world: CheckInWorld,
  member: MemberStandingDocument,
  id: string,
  session: SessionDocument | undefined,
  refusal: CheckInAnswer,
): Promise<CheckInAnswer> {
  const stored = await world.store.findById(id);
  if (!stored) return refusal;
  return replay(stored, { memberId: member._id, sessionId: session?._id ?? '' });
}

function replay(stored: CheckInDocument, asked: { memberId: string; sessionId: string }): CheckInAnswer {
  if (stored.memberId !== asked.memberId || stored.sessionId !== asked.sessionId)
    throw badInput('这个签到编号已用于另一次签到。请刷新页面后重新签到。', 'ID_REUSED');
  return { kind: 'ACCEPTED', checkIn: stored, replayed: true };
}

function findSession(
  sessions: SessionTable,
  input: CheckInInput,
  now: Date,
): { session: SessionDocument; evidence: Evidence } | null {
  if (input.sessionCode) {
    const wanted = input.sessionCode.replaceAll(/\D/g, '');
    const session = sessions
      .answerable(now)
      .find((one) => makeSessionCode(sessions.keyOf(one._id), sessions.siteCodeOf(one)) === wanted);
    return session ? { session, evidence: { kind: 'SESSION_CODE' } } : null;
  }
  const code = parseSiteCode(input.code ?? '');
  const session = code && sessions.get(code.sessionId);
  if (!code || !session || !isGenuine(code, sessions.keyOf(session._id))) return null;
  return { session, evidence: { kind: 'SITE_CODE', window: code.window } };
}

export async function voidCheckIn(
  world: CheckInWorld,
  viewer: Viewer,
  input: { id: string; reason: string },
  mayAct: (orgPath: string) => boolean,
): Promise<CheckInDocument> {
  const reason = input.reason.trim();
  if (reason.length < 2 || reason.length > 200) throw badInput('请填写撤销原因（2–200字）。');
  const stored = await world.store.findById(input.id);
  if (!stored) throw notFound('没有找到这条签到记录。请刷新列表后重试。');
  const around = world.sessions.get(stored.sessionId)?.orgPath ?? stored.orgPath;
  const place = placeOfSite(around, stored.siteId);
  if (!mayAct(place)) throw forbidden();
  if (stored.status === 'SUPERSEDED')
    throw badInput('这条签到已被更早的一条取代，请撤销取代它的那一条。', 'SUPERSEDED');
  const undone = { reason, actor: viewer.sub, at: world.now() };
  if (await world.store.voidValid(stored, undone, actorOf(viewer, place))) world.tell();
  return (await world.store.findById(input.id)) ?? stored;
}
