import { describe, expect, it } from 'vitest';
import {
  movedUp,
  refuseRegistering,
  refuseWalkIn,
  refuseWithdrawing,
  seatFor,
  type SessionToRegister,
} from './registration.ts';

const now = new Date('2026-12-01T02:00:00Z');
const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const session: SessionToRegister = { opensAt: at(24), closesAt: at(26) };
const asked = { session, standing: 'ACTIVE', companions: 0, now } as const;

type Case = [string, Partial<Parameters<typeof refuseRegistering>[0]>, string | null];
const cases: Case[] = [
  ['long before the session', {}, null],
  ['after a withdrawal', { known: 'WITHDRAWN' }, null],
  ['after staff declined', { known: 'DECLINED' }, 'DECLINED'],
  ['for a cancelled session', { session: { ...session, cancelledAt: now } }, 'SESSION_CANCELLED'],
  ['before registration begins', { session: { ...session, registrationOpensAt: at(1) } }, 'NOT_OPEN_YET'],
  ['at its beginning', { session: { ...session, registrationOpensAt: now } }, null],
  ['at its end', { session: { ...session, registrationClosesAt: now } }, null],
  ['after its end', { session: { ...session, registrationClosesAt: at(-1) } }, 'REGISTRATION_CLOSED'],
  ['while the session is open', { session: { opensAt: at(-1), closesAt: at(1) } }, null],
  ['after the session', { session: { opensAt: at(-3), closesAt: at(-1) } }, 'REGISTRATION_CLOSED'],
  ['with as many as there are seats', { session: { ...session, capacity: 4 }, companions: 3 }, null],
  ['with more', { session: { ...session, capacity: 4 }, companions: 4 }, 'PARTY_TOO_LARGE'],
  ['when suspended', { standing: 'SUSPENDED' }, 'MEMBER_NOT_ACTIVE'],
  ['when moved away', { standing: 'TRANSFERRED_OUT' }, 'MEMBER_TRANSFERRED'],
];

describe('registering', () => {
  it.each(cases)('%s', (_, given, expected) => {
    expect(refuseRegistering({ ...asked, ...given })).toBe(expected);
  });
});

describe('withdrawing', () => {
  const begun = { opensAt: now, closesAt: at(2) };
  it.each([
    ['before the opening', session, 'REGISTERED', null],
    ['from the waitlist', session, 'WAITLISTED', null],
    ['what awaits approval', session, 'PENDING', null],
    ['at the opening', begun, 'REGISTERED', 'SESSION_BEGUN'],
    ['what was never there', session, undefined, 'NOT_REGISTERED'],
    ['what was withdrawn', session, 'WITHDRAWN', 'NOT_REGISTERED'],
  ] as const)('%s', (_, of, known, expected) => {
    expect(refuseWithdrawing(of, known, now)).toBe(expected);
  });
});

describe('writing down who just came', () => {
  it.each([
    ['before the opening', session, 'SESSION_NOT_BEGUN'],
    ['at the opening', { opensAt: now, closesAt: at(2) }, null],
    ['72 hours after the end', { opensAt: at(-80), closesAt: at(-72) }, null],
    ['later than that', { opensAt: at(-80), closesAt: at(-72.1) }, 'REGISTRATION_CLOSED'],
    ['at a cancelled session', { ...session, opensAt: now, cancelledAt: now }, 'SESSION_CANCELLED'],
  ] as const)('%s', (_, of, expected) => {
    expect(refuseWalkIn(of, now)).toBe(expected);
  });
});

describe('a seat', () => {
  it.each([
    ['without a limit', 900, 3, undefined, 1, 'REGISTERED'],
    ['the last one', 9, 0, 10, 1, 'REGISTERED'],
    ['none left', 10, 0, 10, 1, 'WAITLISTED'],
    ['one left for two', 9, 0, 10, 2, 'WAITLISTED'],
    ['one left while someone waits for two', 9, 1, 10, 1, 'WAITLISTED'],
  ] as const)('%s', (_, taken, waiting, capacity, party, expected) => {
    expect(seatFor({ taken, waiting }, capacity, party)).toBe(expected);
  });

  it.each([
    ['nobody fits', 10, 10, [0], 0],
    ['one seat goes to the first', 9, 10, [0, 0], 1],
    ['three seats for one, two and one', 7, 10, [0, 1, 0], 2],
    ['a large party at the head holds everyone behind it', 9, 10, [1, 0], 0],
    ['more were let in than there are seats', 12, 10, [0], 0],
    ['the limit is gone', 12, undefined, [0, 9], 2],
  ] as const)('freed: %s', (_, taken, capacity, companions, expected) => {
    const queue = companions.map((count) => ({ companions: count }));
    expect(movedUp(taken, capacity, queue)).toHaveLength(expected);
  });
});
