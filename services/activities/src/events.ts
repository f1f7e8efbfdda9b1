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
  /** How often it came to count again; absent before the first time. */
  turn: z.number().optional(),
  /** What staff should look at; absent where there is nothing. */
  flags: z.array(z.string()).optional(),
});
export type CheckInFacts = z.infer<typeof checkInFacts>;

/** A member's check-in was accepted. */
export const CheckedIn = defineEvent('CheckedIn', 1, checkInFacts);

/** A tap waits until a person of the site says whether the member was there; it gives no points. */
export const CheckInAwaiting = defineEvent('CheckInAwaiting', 1, checkInFacts);

/** A person of the site says that the member was not there; it had never counted. */
export const CheckInDeclined = defineEvent('CheckInDeclined', 1, checkInFacts);

/** A check-in was undone; its points go. */
export const CheckInVoided = defineEvent('CheckInVoided', 1, checkInFacts);

/**
 * `checkIn` counts now instead of `superseded`: a late upload proved an earlier time, or (`isUndone`) staff undid what had
 * taken its place.
 */
export const CheckInCorrected = defineEvent(
  'CheckInCorrected',
  1,
  z.object({ checkIn: checkInFacts, superseded: checkInFacts, isUndone: z.boolean().optional() }),
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
