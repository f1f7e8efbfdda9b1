import type { Envelope } from '@hongxin/kit/events';
import { isInScope, scopeIn } from '../attendance/scope.ts';
import { CheckedIn, CheckInCorrected, type CheckInFacts, CheckInVoided } from '../events.ts';
import type { CheckInDocument, CheckInStatus } from '../collections.ts';
import type { FeedFilter } from './cursor.ts';

/** What the feed tells of one event of the log; null for events that it does not tell of. */
export type FeedNews =
  | { readonly __typename: 'CheckInRecorded'; readonly checkIn: CheckInDocument }
  | { readonly __typename: 'CheckInVoided'; readonly checkIn: CheckInDocument }
  | {
      readonly __typename: 'CheckInCorrected';
      readonly checkIn: CheckInDocument;
      readonly superseded: CheckInDocument;
    };

export function newsOf(event: Envelope): FeedNews | null {
  const recorded = CheckedIn.parse(event);
  if (recorded)
    return { __typename: 'CheckInRecorded', checkIn: documentOf(recorded, event.orgPath, 'VALID') };
  const voided = CheckInVoided.parse(event);
  if (voided) return { __typename: 'CheckInVoided', checkIn: documentOf(voided, event.orgPath, 'VOID') };
  const corrected = CheckInCorrected.parse(event);
  if (!corrected) return null;
  const { checkIn, superseded, isUndone } = corrected;
  return {
    __typename: 'CheckInCorrected',
    checkIn: documentOf(checkIn, event.orgPath, 'VALID'),
    superseded: documentOf(superseded, event.orgPath, isUndone ? 'VOID' : 'SUPERSEDED'),
  };
}

/** What of a check-in a filter looks at. */
export type Whereabouts = Pick<CheckInDocument, 'siteId' | 'sessionId' | 'orgPath'>;

export function isWanted(checkIn: Whereabouts, filter: FeedFilter): boolean {
  const { siteIds, sessionIds } = filter;
  return (
    (!siteIds || siteIds.includes(checkIn.siteId)) &&
    (!sessionIds || sessionIds.includes(checkIn.sessionId)) &&
    isInScope(checkIn, scopeIn(filter))
  );
}

/** A check-in as it stood at its event, from the event alone: the feed asks no store. */
function documentOf(facts: CheckInFacts, orgPath: string, status: CheckInStatus): CheckInDocument {
  const { checkInId: _id, occurredAt, recordedAt, activityKind, evidence, flags, turn, ...rest } = facts;
  return {
    ...rest,
    _id,
    activityKind: activityKind as CheckInDocument['activityKind'],
    evidence: evidence as CheckInDocument['evidence'],
    orgPath,
    orgIds: [],
    day: '',
    occurredAt: new Date(occurredAt),
    recordedAt: new Date(recordedAt),
    status,
    isLate: false,
    ...(turn && { turn }),
    ...(flags && { flags: flags as NonNullable<CheckInDocument['flags']> }),
  };
}
