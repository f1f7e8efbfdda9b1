import { badInput, notFound, unavailable } from '@hongxin/kit/errors';
import { isId } from '@hongxin/kit/ids';
import { assertSameContent } from '@hongxin/kit/same-content';
import { dayOf } from '@hongxin/kit/time';
import type { SessionTable } from '../activity/session-table.ts';
import type { CheckInDocument, MemberStandingDocument, SessionDocument } from '../collections.ts';
import type { Attempts } from './attempts.ts';
import { type Evidence, type Judgement, judgeCheckIn, type Refusal, type Tap } from './check-in.ts';
import { type Codes, findSession, sessionIdOf, siteDigitsOf } from './find-session.ts';
import type { CheckInStore } from './store.ts';

export type CheckInInput = Tap & Codes & { readonly id: string };

/** Who taps. */
export type Tapper = { readonly memberId: string; readonly isBound: boolean };

export type CheckInAnswer =
  | { readonly kind: 'ACCEPTED'; readonly checkIn: CheckInDocument; readonly replayed: boolean }
  | { readonly kind: 'REFUSED'; readonly reason: Refusal; readonly earlier?: CheckInDocument };

/** What a check-in is judged on: all of it in this process's memory; for a scanned code the insert alone goes to an engine. */
export type CheckInWorld = {
  readonly sessions: SessionTable;
  member(id: string): MemberStandingDocument | undefined;
  /** False until every member is known here whom members knew at the start: an unknown one may come yet. */
  membersKnown(): boolean;
  readonly store: CheckInStore;
  readonly attempts: Attempts;
  /** Wakes the relay; never waited for. */
  tell(): void;
  now(): Date;
};

export async function checkIn(
  world: CheckInWorld,
  { memberId, isBound }: Tapper,
  input: CheckInInput,
): Promise<CheckInAnswer> {
  if (!isId(input.id)) throw badInput('签到编号格式不对，应为 UUID。请刷新页面后重试。');
  if (!input.code === !input.sessionCode) throw badInput('请提供签到码或6位签到码中的一个。');
  const member = world.member(memberId);
  if (!member && !world.membersKnown())
    throw unavailable('系统刚刚启动，正在读取党员名单。请稍后用同一条签到再试。', 3);
  if (!member) throw notFound('没有找到您的党员信息。请联系所在党支部核实登记。');
  const siteDigits = siteDigitsOf(input);
  if (siteDigits !== null) await world.attempts.assertAllowed(memberId);
  const now = world.now();
  const found = findSession(world.sessions, input, now);
  if (!found) {
    const known = await replayOf(world, memberId, input);
    if (!known) await world.attempts.fail(memberId, siteDigits);
    return known ?? { kind: 'REFUSED', reason: 'CODE_INVALID' };
  }
  const { session } = found;
  const evidence: Evidence =
    siteDigits === null
      ? found.evidence
      : { kind: 'SESSION_CODE', isBesieged: await world.attempts.isBesieged(siteDigits) };
  const judged = judgeCheckIn({ tap: input, evidence, session, member, isBound, now });
  if (!judged.ok)
    return (await replayOf(world, memberId, input)) ?? { kind: 'REFUSED', reason: judged.reason };
  return store(world, input, documentOf(input.id, judged, { session, member, evidence: evidence.kind, now }));
}

function documentOf(
  id: string,
  { occurredAt, isLate, skewMs, flags, needsPerson }: Extract<Judgement, { ok: true }>,
  {
    session,
    member,
    evidence,
    now,
  }: {
    session: SessionDocument;
    member: MemberStandingDocument;
    evidence: CheckInDocument['evidence'];
    now: Date;
  },
): CheckInDocument {
  return {
    _id: id,
    sessionId: session._id,
    activityId: session.activityId,
    activityKind: session.activityKind,
    siteId: session.siteId,
    memberId: member._id,
    homeBranchId: member.branchId,
    orgPath: member.orgPath,
    orgIds: member.orgPath.split('/').filter(Boolean),
    day: dayOf(occurredAt),
    occurredAt,
    recordedAt: now,
    status: needsPerson ? 'AWAITING_CONFIRMATION' : 'VALID',
    evidence,
    isLate,
    skewMs,
    ...(flags.length > 0 && { flags: [...flags] }),
  };
}

async function store(
  world: CheckInWorld,
  input: CheckInInput,
  document: CheckInDocument,
): Promise<CheckInAnswer> {
  const outcome =
    document.status === 'VALID'
      ? await world.store.insert(document)
      : await world.store.insertAwaiting(document);
  world.tell();
  if (outcome.kind === 'STORED') return { kind: 'ACCEPTED', checkIn: document, replayed: false };
  if (outcome.kind === 'SAME_ID') return answerOf(world, outcome.stored, document.memberId, input);
  const { stands } = outcome;
  if (stands.status === 'AWAITING_CONFIRMATION') return { kind: 'ACCEPTED', checkIn: stands, replayed: true };
  if (document.status === 'VALID' && document.isLate && document.occurredAt < stands.occurredAt) {
    const corrected = await world.store.supersede(document, stands);
    world.tell();
    // Not valid any more by now: whatever took its place, the same tap is judged against it.
    return corrected
      ? { kind: 'ACCEPTED', checkIn: document, replayed: false }
      : store(world, input, document);
  }
  return { kind: 'REFUSED', reason: 'ALREADY_CHECKED_IN', earlier: stands };
}

/** What came of the same tap before, even when its code has run out since; null when it is new. */
async function replayOf(
  world: CheckInWorld,
  memberId: string,
  input: CheckInInput,
): Promise<CheckInAnswer | null> {
  const stored = await world.store.findById(input.id);
  return stored && answerOf(world, stored, memberId, input);
}

/** A tap that was taken is answered by where its row stands now. */
async function answerOf(
  world: CheckInWorld,
  stored: CheckInDocument,
  memberId: string,
  input: CheckInInput,
): Promise<CheckInAnswer> {
  assertSameContent(
    stored,
    { memberId, sessionId: sessionIdOf(world.sessions, input, stored) },
    '这个签到编号已用于另一次签到。请刷新页面后重新签到。',
  );
  if (stored.status === 'VOID') return { kind: 'REFUSED', reason: 'VOIDED', earlier: stored };
  if (stored.status !== 'SUPERSEDED') return { kind: 'ACCEPTED', checkIn: stored, replayed: true };
  const valid = await world.store.findValid(stored.sessionId, stored.memberId);
  return { kind: 'REFUSED', reason: 'ALREADY_CHECKED_IN', earlier: valid ?? stored };
}
