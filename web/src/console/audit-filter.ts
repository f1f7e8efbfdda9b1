import type { AuditFilter, AuditOutcome } from '../graphql/generated/graphql.ts';
import { fromLocalField } from '../ui/time-text.ts';

/** What the search form holds, as text of its fields; times are Shanghai's. */
export type AuditSearch = {
  actorId: string;
  action: string;
  targetId: string;
  outcome: AuditOutcome | '';
  from: string;
  to: string;
  before: string;
};

export const EMPTY_SEARCH: AuditSearch = {
  actorId: '',
  action: '',
  targetId: '',
  outcome: '',
  from: '',
  to: '',
  before: '',
};

/** For the server: what is empty is left out. */
export function filterOf(search: AuditSearch): AuditFilter {
  const text = (value: string): string | null => value.trim() || null;
  return {
    actorId: text(search.actorId),
    action: text(search.action),
    targetId: text(search.targetId),
    outcome: search.outcome || null,
    from: search.from === '' ? null : fromLocalField(search.from),
    to: search.to === '' ? null : fromLocalField(search.to),
  };
}

/** The row number that a page begins below; null for the newest. */
export function beforeOf(search: AuditSearch): number | null {
  const number = Number(search.before);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
