import { defineEvent } from '@hongxin/kit/events';
import { z } from 'zod';

const moment = z.string();

/** A check-in as other services and the live feed see it. */
export const checkInFacts = z.object({
  checkInId: z.string(),
  sessionId: z.string(),
  activityId: z.string(),
  activityKind: z.string(),
  siteId: z.string(),
  memberId: z.string(),
  homeBranchId: z.string(),
  occurredAt: moment,
  recordedAt: moment,
  evidence: z.string(),
  skewMs: z.number(),
});
export type CheckInFacts = z.infer<typeof checkInFacts>;

/** A member's check-in was accepted. */
export const CheckedIn = defineEvent('CheckedIn', 1, checkInFacts);

/** A check-in was undone; its points go. */
export const CheckInVoided = defineEvent('CheckInVoided', 1, checkInFacts);

/** A late upload proved an earlier time: `checkIn` counts now instead of `superseded`. */
export const CheckInCorrected = defineEvent(
  'CheckInCorrected',
  1,
  z.object({ checkIn: checkInFacts, superseded: checkInFacts }),
);

/** An activity with its sessions was published. */
export const ActivityOpened = defineEvent(
  'ActivityOpened',
  1,
  z.object({
    activityId: z.string(),
    kind: z.string(),
    hostOrganizationId: z.string(),
    sessions: z.array(
      z.object({ sessionId: z.string(), siteId: z.string(), opensAt: moment, closesAt: moment }),
    ),
  }),
);

/** What a person decided of an activity's plan before it was published, or when it was put aside. */
export const ActivityDecided = defineEvent(
  'ActivityDecided',
  1,
  z.object({
    activityId: z.string(),
    change: z.enum(['DRAFTED', 'CHANGED', 'SUBMITTED', 'SENT_BACK', 'ARCHIVED']),
  }),
);

/** A published activity does not take place; its sessions that were not over are cancelled. */
export const ActivityCancelled = defineEvent(
  'ActivityCancelled',
  1,
  z.object({ activityId: z.string(), sessionIds: z.array(z.string()) }),
);

/** Where a member's registration for a session stands now. */
export const RegistrationChanged = defineEvent(
  'RegistrationChanged',
  1,
  z.object({
    registrationId: z.string(),
    sessionId: z.string(),
    activityId: z.string(),
    memberId: z.string(),
    status: z.enum(['PENDING', 'REGISTERED', 'WAITLISTED', 'DECLINED', 'WITHDRAWN']),
    companions: z.number(),
    isWalkIn: z.boolean(),
  }),
);

const leaveFacts = z.object({ sessionId: z.string(), activityId: z.string(), memberId: z.string() });

/** A member asks to be excused from a session. */
export const LeaveRequested = defineEvent('LeaveRequested', 1, leaveFacts);

/** The member is excused: the session leaves the denominator of what was due. */
export const LeaveApproved = defineEvent('LeaveApproved', 1, leaveFacts);

/** The member is not excused. */
export const LeaveDeclined = defineEvent('LeaveDeclined', 1, leaveFacts);
