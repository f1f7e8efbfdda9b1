import type { Actor } from '@hongxin/kit/events';
import type { CheckInDocument } from '../collections.ts';
import type { CheckInFacts } from '../events.ts';

/** What events tell of a check-in. */
export const factsOf = (d: CheckInDocument): CheckInFacts => ({
  checkInId: d._id,
  sessionId: d.sessionId,
  activityId: d.activityId,
  activityKind: d.activityKind,
  siteId: d.siteId,
  memberId: d.memberId,
  homeBranchId: d.homeBranchId,
  occurredAt: d.occurredAt.toISOString(),
  recordedAt: d.recordedAt.toISOString(),
  evidence: d.evidence,
  skewMs: d.skewMs,
  ...(d.turn && { turn: d.turn }),
  ...(d.flags && { flags: d.flags }),
});

/** A member checks in for the own person. */
export const memberActor = ({ memberId }: CheckInDocument): Actor => ({
  kind: 'MEMBER',
  sub: memberId,
  role: 'MEMBER',
});

/** Whoever of staff let it count, where it had to wait for that. */
export const confirmedBy = ({ confirmed }: CheckInDocument): Actor | undefined =>
  confirmed && { kind: 'STAFF', sub: confirmed.actor, role: confirmed.role };
