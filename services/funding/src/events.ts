import { defineEvent } from '@hongxin/kit/events';
import { z } from 'zod';

const moved = z.object({
  fundLineId: z.string(),
  postingId: z.string(),
  organizationId: z.string(),
  year: z.number(),
  source: z.string(),
  amountFen: z.number(),
  /** What the line held after it. */
  balanceFen: z.number(),
  /** Account id of the person, or the name of the program, that posted it. */
  actor: z.string(),
});

/** Money was allocated to an organization: a new fund line. */
export const FundAllocated = defineEvent('FundAllocated', 1, moved);

/** Money of a fund line was spent. */
export const FundSpendingRecorded = defineEvent('FundSpendingRecorded', 1, moved);
