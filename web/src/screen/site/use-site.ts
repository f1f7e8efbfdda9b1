import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { request } from '../../graphql/client.ts';
import type { SiteScreenQuery } from '../../graphql/generated/graphql.ts';
import { serverNow } from '../../lib/server-clock.ts';
import { siteScreenDocument } from '../screen-documents.ts';
import { usePolling } from '../use-polling.ts';

const SITE_EVERY_MS = 30_000;
const LONGEST_TIMEOUT_MS = 24 * 3_600_000;

export type ScreenSite = NonNullable<SiteScreenQuery['site']>;
export type ScreenSession = NonNullable<ScreenSite['presentSession']>;

export type SiteView = {
  site: ShallowRef<ScreenSite | null>;
  /** The server knows no such site. */
  isUnknown: Ref<boolean>;
};

/** The site and its open session; asked every half minute, and at the moment when the session ends. */
export function useSite(idOrCode: string): SiteView {
  const site = shallowRef<ScreenSite | null>(null);
  const isUnknown = ref(false);
  const polling = usePolling(
    async () => {
      // Without the right to the code's key the rest is still worth showing, with a sentence in the code's place.
      const answer = await request(siteScreenDocument, { idOrCode }, 'screen', { partial: true });
      isUnknown.value = answer.site === null;
      if (answer.site) site.value = answer.site;
    },
    {
      everyMs: SITE_EVERY_MS,
      onOutcome(problem) {
        if (problem !== null) console.warn('site not read', problem);
      },
    },
  );

  let ending: ReturnType<typeof setTimeout> | undefined;
  watch(site, (now) => {
    clearTimeout(ending);
    if (!now?.presentSession) return;
    const leftMs = Date.parse(now.presentSession.closesAt) - serverNow();
    if (leftMs > 0 && leftMs < LONGEST_TIMEOUT_MS) ending = setTimeout(() => polling.now(), leftMs + 1_000);
  });
  onScopeDispose(() => clearTimeout(ending));

  return { site, isUnknown };
}
