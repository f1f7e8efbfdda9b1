import type { PointEventDocument } from '@hongxin/members/collections';
import type { Person } from './members.ts';
import type { Rng } from './rng.ts';

/** A month of the demo district as first moments of days, up to the day before loading. */
export type Month = { days: readonly Date[]; isOver: boolean };

export type Fact = Pick<PointEventDocument, 'rule' | 'units' | 'occurredAt'>;

/** What a member did in a month besides open activities. The eager do more of everything. */
export function factsOf(person: Person, month: Month, rng: Rng): Fact[] {
  if (month.days.length === 0) return [];
  const all = [branchMeeting, dues, lessons, service, duty, commendation].flatMap((facts) =>
    facts(person, month, rng),
  );
  return all.filter(({ occurredAt }) => occurredAt > person.admittedAt);
}

/** The branch meets twice, in the month's first half and about its middle; most come. */
function branchMeeting(person: Person, { days }: Month, rng: Rng): Fact[] {
  return [rng.int(3, 9), rng.int(11, 17)].flatMap((place) => meetingOn(days[place], person, rng));
}

function meetingOn(day: Date | undefined, { zeal }: Person, rng: Rng): Fact[] {
  if (!day) return [];
  const required: Fact = { rule: 'required-session', units: 1, occurredAt: at(day, 16, 16.5, rng) };
  const came = rng.chance(Math.min(0.99, 0.88 + 0.1 * zeal));
  return came ? [required, { rule: 'attendance', units: 1, occurredAt: at(day, 16.5, 17, rng) }] : [required];
}

/** Paid to the branch of the formal relation, mostly in the first half of the month. */
function dues({ membership }: Person, { days }: Month, rng: Rng): Fact[] {
  const day = days[Math.min(rng.int(0, 14), rng.int(0, 24))];
  if (membership !== 'REGISTERED' || !day || !rng.chance(0.96)) return [];
  return [{ rule: 'dues-paid', units: 1, occurredAt: at(day, 8, 20, rng) }];
}

function lessons({ zeal }: Person, { days }: Month, rng: Rng): Fact[] {
  const perDay = Math.min(0.6, 0.08 + 0.14 * zeal);
  const studied = days.filter(() => rng.chance(perDay));
  return studied.map((day) => ({
    rule: 'lesson',
    units: rng.chance(0.9) ? 3 : 2,
    occurredAt: at(day, 6, 22, rng),
  }));
}

function service({ zeal }: Person, { days }: Month, rng: Rng): Fact[] {
  if (!rng.chance(Math.min(0.99, 0.85 + 0.1 * zeal))) return [];
  return [
    { rule: 'volunteer-minutes', units: rng.int(4, 8) * 30, occurredAt: at(rng.pick(days), 9, 16, rng) },
  ];
}

/** Pledged at the month's beginning by most, confirmed by the branch in the last days. */
function duty({ zeal }: Person, { days, isOver }: Month, rng: Rng): Fact[] {
  if (!rng.chance(0.75)) return [];
  const pledged = rng.int(1, 3);
  const kept = pledged - Number(rng.chance(isOver ? 0.2 / (1 + zeal) : 0.2));
  const [first] = days as [Date];
  const confirmedOn = days.at(isOver ? -rng.int(1, 6) : -1) as Date;
  const facts: Fact[] = [{ rule: 'commitment-pledged', units: pledged, occurredAt: at(first, 8, 9, rng) }];
  return kept > 0
    ? [...facts, { rule: 'commitment-kept', units: kept, occurredAt: at(confirmedOn, 17, 18, rng) }]
    : facts;
}

/** Without any, no one gets beyond 80 points and what extra activities bring. */
function commendation({ zeal }: Person, { days }: Month, rng: Rng): Fact[] {
  if (!rng.chance(Math.min(0.5, 0.06 + 0.08 * zeal))) return [];
  return [{ rule: 'commendation', units: rng.int(1, 3), occurredAt: at(rng.pick(days), 14, 17, rng) }];
}

const HOUR_MS = 3_600_000;
const at = (day: Date, from: number, to: number, rng: Rng): Date =>
  new Date(day.getTime() + rng.int(from * HOUR_MS, to * HOUR_MS));
