import { describe, expect, it } from 'vitest';
import type { MobileStoredCheckInFragment } from '../graphql/generated/graphql.ts';
import { newCheckIn, type QueuedCheckIn } from './queue/queued-check-in.ts';
import { resultView } from './result-view.ts';

const checkIn: MobileStoredCheckInFragment = {
  id: 'c',
  occurredAt: '2026-11-23T08:00:00.000Z',
  status: 'VALID',
  site: { id: 's', name: '银湖科创园' },
  session: {
    id: 'x',
    opensAt: '2026-11-23T07:00:00.000Z',
    closesAt: '2026-11-23T09:00:00.000Z',
    activity: { id: 'a', title: '主题党日' },
  },
};
const waiting: MobileStoredCheckInFragment = { ...checkIn, status: 'AWAITING_CONFIRMATION' };
const words = { message: '为什么', nextStep: '怎么办' };

function itemWith(change: Partial<QueuedCheckIn>): QueuedCheckIn {
  const tap = {
    id: 'c',
    memberId: 'mine',
    proof: { kind: 'SITE_CODE', code: 'code' },
    at: { wall: 0, steady: 0, page: 1, server: null },
  } as const;
  return { ...newCheckIn(tap), ...change };
}

describe('what the result page shows', () => {
  it.each<[string, Partial<QueuedCheckIn>, string, string, string]>([
    ['on its way', {}, 'wait', 'SENDING', 'sending'],
    [
      'accepted',
      { outcome: { __typename: 'CheckInAccepted', replayed: false, checkIn } },
      'ok',
      'ACCEPTED',
      'accepted',
    ],
    [
      'accepted before',
      { outcome: { __typename: 'CheckInAccepted', replayed: true, checkIn } },
      'ok',
      'REPLAYED',
      'replayed',
    ],
    [
      'there already: what the person wanted',
      { outcome: { __typename: 'CheckInRefused', reason: 'ALREADY_CHECKED_IN', earlier: checkIn, ...words } },
      'ok',
      'ALREADY_CHECKED_IN',
      'already',
    ],
    [
      'too late',
      { outcome: { __typename: 'CheckInRefused', reason: 'TOO_LATE', earlier: null, ...words } },
      'warn',
      'TOO_LATE',
      'refused',
    ],
    [
      'taken, and waiting for a person of the site: no success yet',
      { outcome: { __typename: 'CheckInAccepted', replayed: false, checkIn: waiting } },
      'warn',
      'AWAITING_CONFIRMATION',
      'awaiting',
    ],
    [
      'the same when it was sent again',
      { outcome: { __typename: 'CheckInAccepted', replayed: true, checkIn: waiting } },
      'warn',
      'AWAITING_CONFIRMATION',
      'awaiting',
    ],
    [
      'undone by staff',
      { outcome: { __typename: 'CheckInRefused', reason: 'VOIDED', earlier: checkIn, ...words } },
      'warn',
      'VOIDED',
      'refused',
    ],
    [
      'not allowed: kept all the same',
      { fault: 'NOT_TAKEN', problem: { code: 'FORBIDDEN', message: '没有权限' } },
      'bad',
      'FORBIDDEN',
      'notTaken',
    ],
    ['without network', { fault: 'OFFLINE' }, 'warn', 'QUEUED_OFFLINE', 'queued'],
    ['with a broken server', { fault: 'SERVER' }, 'warn', 'QUEUED_BUSY', 'queued'],
    ['signed out', { fault: 'SIGNED_OUT' }, 'warn', 'UNAUTHENTICATED', 'signedOut'],
    ['another member’s', { memberId: 'theirs' }, 'warn', 'OTHER_ACCOUNT', 'ofOther'],
  ])('%s', (_name, change, tone, reason, title) => {
    expect(resultView(itemWith(change), 'mine')).toMatchObject({ tone, reason, title });
  });

  it.each([
    ['CODE_EXPIRED', 'rescan'],
    ['TOO_LATE', 'toHome'],
    ['MEMBER_NOT_ACTIVE', 'toHome'],
  ] as const)('offers after %s first to %s', (reason, action) => {
    const outcome = { __typename: 'CheckInRefused', reason, earlier: null, ...words } as const;
    expect(resultView(itemWith({ outcome }), 'mine').actions[0]).toBe(action);
  });
});
