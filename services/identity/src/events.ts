import { defineEvent } from '@hongxin/kit/events';
import { z } from 'zod';

/** A wall or site screen was approved and may sign in. */
export const ScreenPaired = defineEvent(
  'ScreenPaired',
  1,
  z.object({
    screenId: z.string(),
    purpose: z.enum(['DISTRICT_WALL', 'SITE']),
    siteIds: z.array(z.string()),
  }),
);

/** A screen's right was taken away; its last access token runs out within five minutes. */
export const ScreenRevoked = defineEvent('ScreenRevoked', 1, z.object({ screenId: z.string() }));
