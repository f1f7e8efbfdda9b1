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
