import type { MemoryTable } from '@hongxin/kit/memory-table';
import { sessionKey } from '../check-in/site-code.ts';
import type { SessionDocument, SiteDocument } from '../collections.ts';

/** Sessions and sites as this process holds them in memory, with the sessions' keys. */
export type SessionTable = {
  get(id: string): SessionDocument | undefined;
  keyOf(sessionId: string): Buffer;
  siteCodeOf(session: SessionDocument): string;
  /** Sessions whose check-in is open at a moment. */
  openAt(moment: Date): SessionDocument[];
  openAtSite(siteId: string, moment: Date): SessionDocument | undefined;
};

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
    openAt,
    openAtSite: (siteId, moment) => openAt(moment).find((session) => session.siteId === siteId),
  };
}

export type SessionStatus = 'PLANNED' | 'OPEN' | 'CLOSED' | 'CANCELLED';

export function statusOf(session: SessionDocument, now: Date): SessionStatus {
  if (session.cancelledAt) return 'CANCELLED';
  if (now < session.opensAt) return 'PLANNED';
  return now <= session.closesAt ? 'OPEN' : 'CLOSED';
}
