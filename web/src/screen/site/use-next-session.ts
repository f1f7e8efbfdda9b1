import { shallowRef, type ShallowRef } from 'vue';
import { request } from '../../graphql/client.ts';
import type { SiteNextSessionsQuery } from '../../graphql/generated/graphql.ts';
import { dayOf } from '../../lib/district-time.ts';
import { serverNow } from '../../lib/server-clock.ts';
import { siteNextSessionsDocument } from '../screen-documents.ts';
import { usePolling } from '../use-polling.ts';

const DAYS_AHEAD = 7;
const DAY_MS = 24 * 3_600_000;
const ASK_EVERY_MS = 2 * 60_000;

export type NextSession = SiteNextSessionsQuery['sessions'][number];

/** The next session planned at a site within a week: null when there is none, undefined while it is not known. */
export function useNextSession(siteId: string): ShallowRef<NextSession | null | undefined> {
  const next = shallowRef<NextSession | null | undefined>(undefined);
  usePolling(
    async () => {
      next.value = await findNext(siteId);
    },
    {
      everyMs: ASK_EVERY_MS,
      onOutcome(problem) {
        if (problem !== null) console.warn('next session not read', problem);
      },
    },
  );
  return next;
}

async function findNext(siteId: string): Promise<NextSession | null> {
  const now = serverNow();
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead += 1) {
    const day = dayOf(now + ahead * DAY_MS);
    const { sessions } = await request(siteNextSessionsDocument, { day, siteId }, 'screen');
    const later = sessions
      .filter(({ status, opensAt }) => status === 'PLANNED' && Date.parse(opensAt) > now)
      .sort((a, b) => Date.parse(a.opensAt) - Date.parse(b.opensAt));
    if (later[0]) return later[0];
  }
  return null;
}
