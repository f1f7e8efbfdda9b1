import { describe, expect, it } from 'vitest';
import type { MemberStandingDocument, SessionDocument } from '../collections.ts';
import { type Evidence, judgeCheckIn, type Tap } from './check-in.ts';
import { windowOf, windowStart } from './site-code.ts';

const now = new Date('2026-11-25T11:30:07.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const window = windowOf(now);
const hour = 3600;
const session: SessionDocument = {
  _id: 's',
  activityId: 'a',
  activityKind: 'OPEN_ACTIVITY',
  siteId: 'site-7',
  orgPath: '/d/',
  opensAt: at(-hour),
  closesAt: at(hour),
};
const member: MemberStandingDocument = { _id: 'm', branchId: 'b', orgPath: '/d/t/b/', status: 'ACTIVE' };
const fresh: Tap = { occurredAt: now, deviceNow: now };
const code = (offset: number): Evidence => ({ kind: 'SITE_CODE', window: window + offset });

type Case = [string, Partial<Parameters<typeof judgeCheckIn>[0]>, string];
const cases: Case[] = [
  ['the present window', {}, 'ok'],
  ['two windows back', { evidence: code(-2) }, 'ok'],
  ['three windows back', { evidence: code(-3) }, 'CODE_EXPIRED'],
  ['one window ahead (the screen is a little fast)', { evidence: code(1) }, 'ok'],
  ['two windows ahead', { evidence: code(2) }, 'CODE_INVALID'],
  ['a phone an hour ahead', { tap: { occurredAt: at(hour), deviceNow: at(hour) } }, 'ok'],
  ['a phone an hour behind', { tap: { occurredAt: at(-hour), deviceNow: at(-hour) } }, 'ok'],
  ['a tap that claims to come from the future', { tap: { occurredAt: at(60), deviceNow: now } }, 'ok'],
  [
    'a queued tap whose code fits its age',
    { tap: { occurredAt: at(-600), deviceNow: now }, evidence: code(-40) },
    'ok',
  ],
  [
    'a queued tap whose code is older than the tap: the clock was set meanwhile',
    { tap: { occurredAt: at(-600), deviceNow: now }, evidence: code(-50) },
    'ok',
  ],
  [
    'a queued tap with a code that was not yet shown then: the clock was set meanwhile',
    { tap: { occurredAt: at(-600), deviceNow: now }, evidence: code(0) },
    'ok',
  ],
  ['a code of twenty minutes ago, said to be seen now', { evidence: code(-80) }, 'CODE_EXPIRED'],
  [
    'the same, where the phone kept the server’s time of the tap',
    { tap: { ...fresh, serverAt: at(-1_200) }, evidence: code(-80) },
    'ok',
  ],
  ['the 6-digit code', { evidence: { kind: 'SESSION_CODE' } }, 'ok'],
  ['the site that was meant', { tap: { ...fresh, expectedSiteId: 'site-7' } }, 'ok'],
  ['another site than was meant', { tap: { ...fresh, expectedSiteId: 'site-8' } }, 'WRONG_SITE'],
  ['a cancelled session', { session: { ...session, cancelledAt: at(-60) } }, 'SESSION_CANCELLED'],
  ['before the opening', { session: { ...session, opensAt: at(1) } }, 'TOO_EARLY'],
  ['at the opening', { session: { ...session, opensAt: now } }, 'ok'],
  ['at the closing', { session: { ...session, closesAt: now } }, 'ok'],
  ['after the closing', { session: { ...session, closesAt: at(-1) } }, 'TOO_LATE'],
  [
    'a queued tap from before the closing, uploaded after it',
    {
      session: { ...session, closesAt: at(-300) },
      tap: { occurredAt: at(-600), deviceNow: now },
      evidence: code(-40),
    },
    'ok',
  ],
  [
    'a queued tap that comes after 72 hours',
    {
      session: { ...session, closesAt: at(-73 * hour), opensAt: at(-80 * hour) },
      tap: { occurredAt: at(-74 * hour), deviceNow: now },
      evidence: { kind: 'SESSION_CODE' },
    },
    'TOO_LATE',
  ],
  ['a suspended member', { member: { ...member, status: 'SUSPENDED' } }, 'MEMBER_NOT_ACTIVE'],
  [
    'a member whose relation moved away',
    { member: { ...member, status: 'TRANSFERRED_OUT' } },
    'MEMBER_TRANSFERRED',
  ],
];

describe('judging a check-in', () => {
  it.each(cases)('%s', (_, given, expected) => {
    const judged = judgeCheckIn({
      tap: fresh,
      evidence: code(0),
      session,
      member,
      isBound: true,
      now,
      ...given,
    });
    expect(judged.ok ? 'ok' : judged.reason).toBe(expected);
  });

  it.each([
    ['25 days ahead', 25 * 24 * hour],
    ['two hundred years behind', -200 * 365 * 24 * hour],
  ])('bounds the skew of a clock %s to what the schema can say', (_, seconds) => {
    const tap = { occurredAt: at(seconds), deviceNow: at(seconds) };
    const judged = judgeCheckIn({ tap, evidence: code(0), session, member, isBound: true, now });
    expect(judged).toMatchObject({
      ok: true,
      occurredAt: now,
      skewMs: Math.sign(seconds) * (2 ** 31 - 1),
      flags: ['CLOCK_OFF'],
    });
  });

  it.each([
    ['a site code', code(0)],
    ['a typed code', { kind: 'SESSION_CODE' } satisfies Evidence],
  ])('dates %s of before midnight to that day, though it was sent after it', (_, evidence) => {
    const midnight = new Date('2026-11-25T16:00:00.000Z');
    const tapped = new Date(midnight.getTime() - 2_000);
    const sent = new Date(midnight.getTime() + 9_000);
    const given = evidence.kind === 'SITE_CODE' ? { ...evidence, window: windowOf(tapped) } : evidence;
    const open = { ...session, closesAt: new Date(midnight.getTime() + hour * 1_000) };
    const judged = judgeCheckIn({
      tap: { occurredAt: tapped, deviceNow: sent },
      evidence: given,
      session: open,
      member,
      isBound: true,
      now: sent,
    });
    expect(judged).toMatchObject({ ok: true, occurredAt: tapped });
  });

  it('lets a typed code of a site under guessing wait for a person, also while the session is open', () => {
    const evidence: Evidence = { kind: 'SESSION_CODE', isBesieged: true };
    const judged = judgeCheckIn({ tap: fresh, evidence, session, member, isBound: true, now });
    expect(judged).toMatchObject({ ok: true, needsPerson: true });
  });

  it('keeps the server’s time for a fresh tap, whatever the phone says, and the skew beside it', () => {
    const judged = judgeCheckIn({
      tap: { occurredAt: at(hour), deviceNow: at(hour) },
      evidence: code(0),
      session,
      member,
      isBound: true,
      now,
    });
    expect(judged).toEqual({
      ok: true,
      occurredAt: now,
      isLate: false,
      skewMs: hour * 1000,
      flags: ['CLOCK_OFF'],
      needsPerson: false,
    });
  });

  it('keeps what the code proves for a queued tap', () => {
    const judged = judgeCheckIn({
      tap: { occurredAt: at(-600), deviceNow: now },
      evidence: code(-41),
      session,
      member,
      isBound: true,
      now,
    });
    expect(judged).toMatchObject({ ok: true, occurredAt: windowStart(window - 41), isLate: true });
  });
});
