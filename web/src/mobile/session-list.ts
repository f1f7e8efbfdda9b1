// The day's sessions as the phone lists them, pure.
import type { MobileSessionFragment, MobileStoredCheckInFragment } from '../graphql/generated/graphql.ts';

export const SESSION_FILTERS = ['OPEN', 'PLANNED', 'CLOSED', 'ALL'] as const;

export type SessionFilter = (typeof SESSION_FILTERS)[number];

export type ListedSession = MobileSessionFragment & { mine: MobileStoredCheckInFragment | null };

const ORDER = { OPEN: 0, PLANNED: 1, CLOSED: 2, CANCELLED: 3 } as const;

/** Those I have been to first, then by what I can still do there, then by time and site. */
export function listSessions(
  sessions: readonly MobileSessionFragment[],
  checkIns: readonly MobileStoredCheckInFragment[],
): ListedSession[] {
  const mine = new Map(
    checkIns.filter(({ status }) => status === 'VALID').map((row) => [row.session.id, row]),
  );
  return sessions
    .map((session) => ({ ...session, mine: mine.get(session.id) ?? null }))
    .sort(
      (one, other) =>
        Number(other.mine !== null) - Number(one.mine !== null) ||
        ORDER[one.status] - ORDER[other.status] ||
        one.opensAt.localeCompare(other.opensAt) ||
        one.site.code.localeCompare(other.site.code),
    );
}

export function filterSessions(sessions: readonly ListedSession[], filter: SessionFilter): ListedSession[] {
  if (filter === 'ALL') return [...sessions];
  return sessions.filter(
    ({ status }) => status === filter || (filter === 'CLOSED' && status === 'CANCELLED'),
  );
}

export function countByFilter(sessions: readonly ListedSession[]): Record<SessionFilter, number> {
  const count = (filter: SessionFilter): number => filterSessions(sessions, filter).length;
  return { OPEN: count('OPEN'), PLANNED: count('PLANNED'), CLOSED: count('CLOSED'), ALL: sessions.length };
}

/** What to show before anybody chose: what can be done now, else what is to come. */
export function firstWithAny(counts: Record<SessionFilter, number>): SessionFilter {
  return SESSION_FILTERS.find((filter) => counts[filter] > 0) ?? 'ALL';
}
