import type { MemoryTable } from '@hongxin/kit/memory-table';
import type { Collections, SiteDocument } from '../collections.ts';

/** A site is online when a paired screen or a steward's device of it was heard from within this time. */
const ONLINE_MS = 60_000;

export type Presence = ReturnType<typeof createPresence>;

export function createPresence(table: MemoryTable<SiteDocument>, { sites }: Collections, now: () => Date) {
  const isOnline = (site: SiteDocument) =>
    site.lastHeardAt !== undefined && now().getTime() - site.lastHeardAt.getTime() <= ONLINE_MS;
  return {
    isOnline,
    online: () => [...table.values()].filter(isOnline),
    async heard(siteId: string): Promise<void> {
      const lastHeardAt = now();
      await sites.updateOne({ _id: siteId }, { lastHeardAt });
      const site = table.get(siteId);
      if (site) table.put({ ...site, lastHeardAt });
    },
  };
}
