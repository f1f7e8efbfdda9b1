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
