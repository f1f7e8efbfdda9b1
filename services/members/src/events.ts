import { defineEvent } from '@hongxin/kit/events';
import { z } from 'zod';

/** Where a member belongs and stands: enough for a projection of all members. */
export const memberFacts = z.object({
  memberId: z.string(),
  branchId: z.string(),
  orgPath: z.string(),
  standing: z.enum(['FULL', 'PROBATIONARY']),
  membership: z.enum(['REGISTERED', 'FLOATING']),
  status: z.enum(['ACTIVE', 'SUSPENDED', 'TRANSFERRED_OUT']),
});
export type MemberFacts = z.infer<typeof memberFacts>;

/** A member was entered in the roster. */
export const MemberAdmitted = defineEvent('MemberAdmitted', 1, memberFacts);

/** Any of a member's facts changed; `data` holds all of them as they are now. */
export const MemberChanged = defineEvent('MemberChanged', 1, memberFacts);

/** A member's pioneer index of a month was computed anew and is another; `version` is the scheme's. */
export const IndexChanged = defineEvent(
  'IndexChanged',
  1,
  z.object({
    memberId: z.string(),
    branchId: z.string(),
    /** `YYYY-MM` in Asia/Shanghai. */
    month: z.string(),
    tenths: z.number().int(),
    version: z.number().int(),
  }),
);

/** A member decided for a purpose; this decision holds from now on. */
export const ConsentDecided = defineEvent(
  'ConsentDecided',
  1,
  z.object({
    memberId: z.string(),
    purpose: z.enum(['NAME_ON_WALL', 'NAME_IN_RANKING']),
    decision: z.enum(['GRANTED', 'REFUSED']),
    /** Version of the text that was shown. */
    textVersion: z.number().int(),
  }),
);

/** A member objected to a line of the own index; the reason stays in members. */
export const IndexObjectionSubmitted = defineEvent(
  'IndexObjectionSubmitted',
  1,
  z.object({
    objectionId: z.string(),
    memberId: z.string(),
    /** `YYYY-MM` in Asia/Shanghai. */
    month: z.string(),
    eventId: z.string(),
    rule: z.string(),
  }),
);

/** A rotation of the data keys was asked for; `reason` is the security administrator's. */
export const DataKeyRotationStarted = defineEvent(
  'DataKeyRotationStarted',
  1,
  z.object({
    rotationId: z.string(),
    keyId: z.string(),
    documents: z.number().int(),
    reason: z.string(),
  }),
);

/** Everything is sealed with the new key. */
export const DataKeyRotationFinished = defineEvent(
  'DataKeyRotationFinished',
  1,
  z.object({ rotationId: z.string(), keyId: z.string(), documents: z.number().int() }),
);
