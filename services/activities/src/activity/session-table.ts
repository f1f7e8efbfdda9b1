import type { MemoryTable } from '@hongxin/kit/memory-table';
import { LATE_UPLOAD_MS } from '../check-in/check-in.ts';
import { sessionKey } from '../check-in/site-code.ts';
import type { SessionDocument, SiteDocument } from '../collections.ts';

/** Sessions and sites as this process holds them in memory, with the sessions' keys. */
export type SessionTable = {
  get(id: string): SessionDocument | undefined;
  keyOf(sessionId: string): Buffer;
  siteCodeOf(session: SessionDocument): string;
  /** Sessions that a typed code may mean: the open ones first, then those that are near enough to be told why not. */
  answerable(moment: Date): SessionDocument[];
  openAtSite(siteId: string, moment: Date): SessionDocument | undefined;
};

/** As long as a queued tap may still come. */
const NEAR_MS = LATE_UPLOAD_MS;

export function createSessionTable(
  sessions: MemoryTable<SessionDocument>,
  sites: MemoryTable<SiteDocument>,
  secret: Buffer,
): SessionTable {
  const openAt = (moment: Date) =>
    [...sessions.values()].filter((session) => statusOf(session, moment) === 'OPEN');
  return {
    get: (id) => sessions.get(id),
    keyOf: (sessionId) => sessionKey(secret, sessionId),
    siteCodeOf: (session) => sites.get(session.siteId)?.code ?? '',
    answerable(moment) {
      const near = (at: Date) => Math.abs(at.getTime() - moment.getTime()) <= NEAR_MS;
      const others = [...sessions.values()].filter(
        (one) => statusOf(one, moment) !== 'OPEN' && (near(one.opensAt) || near(one.closesAt)),
      );
      return [...openAt(moment), ...others];
    },
    openAtSite: (siteId, moment) => openAt(moment).find((session) => session.siteId === siteId),
  };
}

export type SessionStatus = 'PLANNED' | 'OPEN' | 'CLOSED' | 'CANCELLED';

export function statusOf(session: SessionDocument, now: Date): SessionStatus {
  if (session.cancelledAt) return 'CANCELLED';
  if (now < session.opensAt) return 'PLANNED';
  return now <= session.closesAt ? 'OPEN' : 'CLOSED';
}
