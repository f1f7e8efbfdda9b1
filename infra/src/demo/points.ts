import type { CheckInDocument } from '@hongxin/activities/collections';
import type { PioneerIndexDocument, PointEventDocument } from '@hongxin/members/collections';
import { countIndex } from '@hongxin/members/pioneer-index';
import { indexId, memberAndMonth, newPointEvent } from '@hongxin/members/point-event';
import { startOfDay } from '@hongxin/kit/time';
import { idMaker, type MakeId } from './ids.ts';
import type { Person } from './members.ts';
import { factsOf, type Month } from './point-facts.ts';
import { createRng, type Rng } from './rng.ts';

/** Of the scheme that the indexes are counted by. */
export const { schemeVersion } = countIndex([], { membership: 'REGISTERED' });

const MONTHS = 2;
const DAY_MS = 86_400_000;

/** A member's points of one month, in the order in which they happened. */
export type MemberMonth = { person: Person; month: string; points: PointEventDocument[] };

/**
 * All points: the check-ins of the whole year, as members' own worker would write them, and what else members did in the
 * present month and the one before it.
 */
export function* makePoints(
  seed: string,
  members: readonly Person[],
  checkIns: Iterable<CheckInDocument>,
  today: string,
): Generator<MemberMonth> {
  const rng = createRng(seed, 'points');
  const newId = idMaker(rng);
  const months = lastMonths(today);
  const attendances = Map.groupBy(attendancesOf(checkIns), ({ memberId }) => memberId);
  for (const person of members) {
    const own = (attendances.get(person._id) ?? []).map(({ point }) => point);
    const others =
      person.status === 'ACTIVE' ? months.flatMap((month) => otherPoints(person, month, rng, newId)) : [];
    const byMonth = Map.groupBy([...own, ...others], (point) => point.indexId);
    for (const [id, points] of byMonth)
      yield { person, month: memberAndMonth(id).month, points: points.sort(inOrder) };
  }
}

/** What members' worker would count from the points, so that the first start has nothing to catch up with. */
export function pioneerIndex({ person, month, points }: MemberMonth, computedAt: Date): PioneerIndexDocument {
  const { _id: memberId, branchId, orgPath } = person;
  return {
    _id: indexId(memberId, month),
    memberId,
    month,
    branchId,
    orgPath,
    ...countIndex(points, person),
    computedAt,
    revision: 1,
  };
}

function* attendancesOf(
  checkIns: Iterable<CheckInDocument>,
): Generator<{ memberId: string; point: PointEventDocument }> {
  for (const { _id, memberId, occurredAt } of checkIns)
    yield {
      memberId,
      point: newPointEvent({
        memberId,
        rule: 'attendance',
        units: 1,
        occurredAt,
        sourceId: _id,
        sourceEventId: _id,
      }),
    };
}

function otherPoints(person: Person, month: Month, rng: Rng, newId: MakeId): PointEventDocument[] {
  return factsOf(person, month, rng).map((fact) => {
    const id = newId(fact.occurredAt);
    return newPointEvent({ ...fact, memberId: person._id, sourceId: id, sourceEventId: id });
  });
}

const inOrder = (a: PointEventDocument, b: PointEventDocument): number =>
  a.occurredAt.getTime() - b.occurredAt.getTime() || (a._id < b._id ? -1 : 1);

/** The present month up to yesterday and the one before it. */
function lastMonths(today: string): Month[] {
  const [year, month] = today.split('-').map(Number) as [number, number];
  const end = startOfDay(today).getTime();
  return Array.from({ length: MONTHS }, (_, i) => {
    const first = firstMoment(year, month - (MONTHS - 1 - i));
    const next = firstMoment(year, month - (MONTHS - 2 - i));
    const days = Array.from({ length: (next - first) / DAY_MS }, (_day, d) => new Date(first + d * DAY_MS));
    return { days: days.filter((day) => day.getTime() < end), isOver: next <= end };
  });
}

/** Of a month, counted on from January of the year, also below 1. */
const firstMoment = (year: number, month: number): number =>
  startOfDay(new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10)).getTime();
