import { dayOf, yearOf } from './district-time.ts';

// The picture that the check-in feed draws: a snapshot, changed by each event that follows it. That they come once, in order
// and without a gap is the resume logic's business.

export const LATEST_AT_MOST = 200;
const CORRECTIONS_AT_MOST = 5;

export type FeedCheckIn = {
  id: string;
  occurredAt: string;
  site: { id: string };
  session?: { id: string };
  /** Null while members has not answered; a CheckInPatched brings it. */
  member?: { shownName: string | null } | null;
  homeBranch?: { name: string } | null;
};

type Numbered<TName extends string> = {
  __typename: TName;
  cursor: string;
  seq: number;
  previous: number;
  checkIn: FeedCheckIn;
};

export type FeedSnapshot = {
  __typename: 'FeedSnapshot';
  cursor: string;
  seq: number;
  day: string;
  checkInsToday: number;
  attendancesThisYear: number;
  activitiesThisYear: number;
  sites: readonly { site: { id: string }; checkInsToday: number }[];
  latest: readonly FeedCheckIn[];
};

export type FeedEvent =
  | FeedSnapshot
  | Numbered<'CheckInRecorded'>
  | Numbered<'CheckInVoided'>
  | (Numbered<'CheckInCorrected'> & { superseded: FeedCheckIn })
  | { __typename: 'CheckInPatched'; cursor: string; checkIn: FeedCheckIn }
  | { __typename: 'ResyncRequired'; cursor: string };

/** Why a figure went back, to be shown beside it. */
export type FeedCorrection = { seq: number; kind: 'VOIDED' | 'CORRECTED' | 'RECOUNTED'; delta: number };

export type FeedState = {
  day: string;
  today: number;
  year: number;
  activities: number;
  perSite: ReadonlyMap<string, number>;
  latest: readonly FeedCheckIn[];
  corrections: readonly FeedCorrection[];
  seq: number;
  cursor: string;
};

export function applyFeedEvent(held: FeedState | null, event: FeedEvent): FeedState | null {
  if (event.__typename === 'FeedSnapshot') return fromSnapshot(held, event);
  // The snapshot that a resync announces follows by itself.
  if (!held || event.__typename === 'ResyncRequired') return held;
  if (event.__typename === 'CheckInPatched') return patch(held, event.checkIn);
  return { ...change(held, event), seq: event.seq, cursor: event.cursor };
}

type NumberedEvent = Extract<FeedEvent, { previous: number }>;

function change(held: FeedState, event: NumberedEvent): FeedState {
  switch (event.__typename) {
    case 'CheckInRecorded':
      return { ...count(held, event.checkIn, 1), latest: prepend(held.latest, event.checkIn) };
    case 'CheckInVoided':
      return {
        ...count(held, event.checkIn, -1),
        latest: held.latest.filter(({ id }) => id !== event.checkIn.id),
        corrections: addCorrection(held, { seq: event.seq, kind: 'VOIDED', delta: -1 }),
      };
    case 'CheckInCorrected':
      return {
        ...count(count(held, event.superseded, -1), event.checkIn, 1),
        latest: held.latest.map((checkIn) => (checkIn.id === event.superseded.id ? event.checkIn : checkIn)),
        corrections: addCorrection(held, { seq: event.seq, kind: 'CORRECTED', delta: 0 }),
      };
  }
}

/** A check-in counts on the day and in the year in which it happened, which a late upload may have behind it. */
function count(held: FeedState, checkIn: FeedCheckIn, by: 1 | -1): FeedState {
  const occurredAt = Date.parse(checkIn.occurredAt);
  const isOfYear = yearOf(occurredAt) === Number(held.day.slice(0, 4));
  const year = isOfYear ? held.year + by : held.year;
  if (dayOf(occurredAt) !== held.day) return { ...held, year };
  const perSite = new Map(held.perSite);
  perSite.set(checkIn.site.id, Math.max(0, (perSite.get(checkIn.site.id) ?? 0) + by));
  return { ...held, year, today: Math.max(0, held.today + by), perSite };
}

function fromSnapshot(held: FeedState | null, snapshot: FeedSnapshot): FeedState {
  const next: FeedState = {
    day: snapshot.day,
    today: snapshot.checkInsToday,
    year: snapshot.attendancesThisYear,
    activities: snapshot.activitiesThisYear,
    perSite: new Map(snapshot.sites.map(({ site, checkInsToday }) => [site.id, checkInsToday])),
    latest: snapshot.latest.slice(0, LATEST_AT_MOST),
    corrections: held?.corrections ?? [],
    seq: snapshot.seq,
    cursor: snapshot.cursor,
  };
  if (held?.day !== next.day || next.today >= held.today) return next;
  const recount = { seq: next.seq, kind: 'RECOUNTED', delta: next.today - held.today } as const;
  return { ...next, corrections: addCorrection(held, recount) };
}

function patch(held: FeedState, checkIn: FeedCheckIn): FeedState {
  if (!held.latest.some(({ id }) => id === checkIn.id)) return held;
  return {
    ...held,
    latest: held.latest.map((row) => (row.id === checkIn.id ? { ...row, ...checkIn } : row)),
  };
}

function prepend(latest: readonly FeedCheckIn[], checkIn: FeedCheckIn): readonly FeedCheckIn[] {
  return [checkIn, ...latest.slice(0, LATEST_AT_MOST - 1)];
}

function addCorrection(held: FeedState, correction: FeedCorrection): readonly FeedCorrection[] {
  return [correction, ...held.corrections.slice(0, CORRECTIONS_AT_MOST - 1)];
}
