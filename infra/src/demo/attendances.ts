import type { CheckInDocument } from '@hongxin/activities/collections';
import { idsOnPath } from '@hongxin/organizations/organization';
import { startOfDay } from '@hongxin/kit/time';
import { apportion } from './apportion.ts';
import type { Held } from './activities.ts';
import { idMaker } from './ids.ts';
import type { Person } from './members.ts';
import { createRng, type Rng } from './rng.ts';

type Attendance = { held: Held; person: Person; occurredAt: Date; recordedAt: Date; isLate: boolean };

const MINUTE_MS = 60_000;
const LEAST_AT_A_SESSION = 6;
const LATE_SHARE = 0.012;
const SESSION_CODE_SHARE = 0.03;
/** Sites of the home township are nearer; the others are open to all. */
const AT_HOME_SHARE = 0.6;
/** A session-wide draw gives up on who came elsewhere that day after so many tries, and asks the next. */
const TRIES = 10_000;

/** The year's check-ins in the order in which they were recorded, numbered from 1. */
export function* makeCheckIns(
  seed: string,
  total: number,
  year: readonly Held[],
  members: readonly Person[],
  today: string,
): Generator<CheckInDocument> {
  const rng = createRng(seed, 'attendances');
  const attendances = attend(total, year, members, startOfDay(today), rng);
  attendances.sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime());
  const newId = idMaker(rng);
  let seq = 0;
  for (const { held, person, occurredAt, recordedAt, isLate } of attendances)
    yield {
      _id: newId(occurredAt),
      sessionId: held.session._id,
      activityId: held.activity._id,
      activityKind: held.activity.kind,
      siteId: held.site._id,
      memberId: person._id,
      homeBranchId: person.branchId,
      orgPath: person.orgPath,
      orgIds: idsOnPath(person.orgPath),
      day: held.day,
      occurredAt,
      recordedAt,
      status: 'VALID',
      evidence: !isLate && rng.chance(SESSION_CODE_SHARE) ? 'SESSION_CODE' : 'SITE_CODE',
      isLate,
      skewMs: Math.round(rng.bell() * 900),
      seq: ++seq,
    };
}

function attend(
  total: number,
  year: readonly Held[],
  members: readonly Person[],
  end: Date,
  rng: Rng,
): Attendance[] {
  const sizes = apportion(
    total,
    year.map(
      ({ activity }) => (activity.kind === 'OPEN_FIXED_ACTIVITY_DAY' ? 1.3 : 1) * Math.exp(0.35 * rng.bell()),
    ),
    LEAST_AT_A_SESSION,
  );
  const draw = drawer(members, rng);
  const busy = new Map<string, Set<Person>>();
  return year.flatMap((held, i) => {
    const there = busy.get(held.day) ?? new Set();
    busy.set(held.day, there);
    return Array.from({ length: sizes[i] as number }, () => {
      const person = draw(held, there);
      there.add(person);
      return checkInTimes(held, person, end, rng);
    });
  });
}

/** Draws members by zeal, those of the site's township first; nobody twice on one day, so nowhere at the same time. */
function drawer(members: readonly Person[], rng: Rng): (held: Held, there: ReadonlySet<Person>) => Person {
  const active = members.filter(({ status }) => status === 'ACTIVE');
  const most = Math.max(...active.map(({ zeal }) => zeal));
  const byTownship = Map.groupBy(active, ({ townshipCode }) => townshipCode);
  return ({ site, session }, there) => {
    for (let i = 0; i < TRIES; i++) {
      const atHome = rng.chance(AT_HOME_SHARE) ? byTownship.get(site.townshipCode) : undefined;
      const person = rng.pick(atHome ?? active);
      if (rng.next() * most > person.zeal && i < TRIES / 2) continue;
      if (!there.has(person) && person.admittedAt < session.opensAt) return person;
    }
    throw new Error(`too few members for ${site.name}`);
  };
}

/** Half come within the first ten minutes around the beginning; a few phones upload later. */
function checkInTimes(held: Held, person: Person, end: Date, rng: Rng): Attendance {
  const { opensAt, closesAt } = held.session;
  const minutes = rng.chance(0.88) ? -2 + 9 * rng.bell() : 10 + 35 * rng.next();
  const at = held.beginsAt.getTime() + minutes * MINUTE_MS + rng.next() * MINUTE_MS;
  const occurredAt = new Date(
    Math.round(
      Math.min(
        closesAt.getTime() - MINUTE_MS * rng.next(),
        Math.max(opensAt.getTime() + MINUTE_MS * rng.next(), at),
      ),
    ),
  );
  const uploadedAt = occurredAt.getTime() + rng.int(5, 300) * MINUTE_MS;
  const isLate = rng.chance(LATE_SHARE) && uploadedAt < end.getTime();
  return {
    held,
    person,
    occurredAt,
    recordedAt: new Date(isLate ? uploadedAt : occurredAt.getTime() + rng.int(2, 60)),
    isLate,
  };
}
