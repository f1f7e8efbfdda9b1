import type { MemberFacts } from '@hongxin/members/new-member';
import { dayOf, startOfDay } from '@hongxin/kit/time';
import { idNumberMaker } from './id-numbers.ts';
import { idMaker } from './ids.ts';
import type { Branch } from './organizations.ts';
import { personName } from './person-names.ts';
import { isSuspended, phoneOf } from './phones.ts';
import { createRng, type Rng } from './rng.ts';

/** A member of the roster before the personal data is sealed. */
export type Person = MemberFacts & {
  joinedOn: string;
  idNumber: string;
  /** When the roster took the member in. */
  admittedAt: Date;
  townshipCode: string;
  /** How gladly the member comes to activities; 1 is usual. */
  zeal: number;
};

const DAY_MS = 86_400_000;
const FLOATING_SHARE = 0.22;
const PROBATIONARY_SHARE = 0.04;
const FULL_MEMBERS_OF_A_BRANCH = 3;
/** The first of a branch is its secretary and comes more often than others. */
const SECRETARYS_ZEAL = 4;
const MOST_ZEAL = 8;

export function makeMembers(seed: string, branches: readonly Branch[], today: string): Person[] {
  const rng = createRng(seed, 'members');
  const newId = idMaker(rng);
  const newIdNumber = idNumberMaker(seed);
  const members: Person[] = [];
  for (const { organization, size } of branches) {
    const spirit = 0.5 * rng.bell();
    for (let n = 0; n < size; n++) {
      const isFounder = n < FULL_MEMBERS_OF_A_BRANCH;
      const isProbationary = !isFounder && rng.chance(PROBATIONARY_SHARE);
      const index = members.length;
      const person = {
        _id: newId(),
        name: personName(rng),
        phone: phoneOf(index),
        branchId: organization._id,
        orgPath: organization.orgPath,
        townshipCode: organization.townshipCode as string,
        standing: isProbationary ? 'PROBATIONARY' : 'FULL',
        membership: !isFounder && !isProbationary && rng.chance(FLOATING_SHARE) ? 'FLOATING' : 'REGISTERED',
        status: isSuspended(index) ? 'SUSPENDED' : 'ACTIVE',
        ...joining(isProbationary, today, rng),
        zeal: Math.min(MOST_ZEAL, Math.exp(spirit + 0.6 * rng.bell()) * (n === 0 ? SECRETARYS_ZEAL : 1)),
      } as const;
      members.push({ ...person, idNumber: newIdNumber(person.joinedOn) });
    }
  }
  return members;
}

/** A probationary member was admitted within the last year; who is full has been in the roster since before it. */
function joining(isProbationary: boolean, today: string, rng: Rng): { joinedOn: string; admittedAt: Date } {
  const loadedOn = startOfDay(today).getTime();
  const at = (daysAgo: number) => loadedOn - daysAgo * DAY_MS + rng.int(8 * 3600, 17 * 3600) * 1000;
  const joined = new Date(at(isProbationary ? rng.int(20, 350) : rng.int(800, 14_000)));
  return { joinedOn: dayOf(joined), admittedAt: isProbationary ? joined : new Date(at(rng.int(370, 790))) };
}
