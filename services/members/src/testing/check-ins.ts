import { CheckedIn, CheckInCorrected, type CheckInFacts, CheckInVoided } from '@hongxin/activities/events';
import type { Envelope } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { MemberDocument } from '../collections.ts';

export const checkIn = (of: MemberDocument, occurredAt: string, checkInId = newId()): CheckInFacts => ({
  checkInId,
  sessionId: newId(),
  activityId: newId(),
  activityKind: 'OPEN_ACTIVITY',
  siteId: newId(),
  memberId: of._id,
  homeBranchId: of.branchId,
  occurredAt,
  recordedAt: occurredAt,
  evidence: 'SITE_CODE',
  skewMs: 0,
});

export const event = (type: string, data: unknown): Envelope => {
  const at = new Date().toISOString();
  return {
    id: newId(),
    topic: 'activities',
    seq: 1,
    type,
    v: 1,
    occurredAt: at,
    recordedAt: at,
    orgPath: '/',
    data,
  };
};

/** The same numbers from 0 to 1 every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const pick = <T>(random: () => number, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T;
export const moment = (random: () => number) =>
  new Date(Date.UTC(2026, 8, 1) + Math.floor(random() * 75 * 86_400_000));

/** A check-in, or the undoing or correction of one that is known. */
export function randomEvent(
  random: () => number,
  people: readonly MemberDocument[],
  known: CheckInFacts[],
): Envelope {
  const facts = checkIn(pick(random, people), moment(random).toISOString());
  const earlier = pick(random, known);
  if (earlier && random() < 0.15) return event(CheckInVoided.type, earlier);
  if (earlier && random() < 0.1) {
    const corrected = { ...earlier, checkInId: newId(), occurredAt: moment(random).toISOString() };
    return event(CheckInCorrected.type, { checkIn: corrected, superseded: earlier });
  }
  known.push(facts);
  return event(CheckedIn.type, facts);
}
