import { defineEvent } from '@hongxin/kit/events';
import { z } from 'zod';

/** A Party organization took its place in the tree; the envelope's `orgPath` is its own. */
export const OrganizationFounded = defineEvent(
  'OrganizationFounded',
  1,
  z.object({
    organizationId: z.string(),
    kind: z.string(),
    superiorId: z.string().nullable(),
    townshipCode: z.string().nullable(),
    enterpriseId: z.string().nullable(),
  }),
);
