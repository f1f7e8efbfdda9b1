import type { Envelope } from '@hongxin/kit/events';
import { describe, expect, it } from 'vitest';
import { pointsOf } from './check-in-points.ts';

const facts = (checkInId: string, more: object = {}) => ({
  checkInId,
  sessionId: 's',
  activityId: 'a',
  activityKind: 'OPEN_ACTIVITY',
  siteId: 'x',
  memberId: 'm',
  homeBranchId: 'b',
  occurredAt: '2026-11-25T10:00:00.000Z',
  recordedAt: '2026-11-25T10:00:00.000Z',
  evidence: 'SITE_CODE',
  skewMs: 0,
  ...more,
});
const event = (type: string, data: unknown): Envelope => ({
  id: `event of ${type}`,
  topic: 'activities',
  seq: 1,
  type,
  v: 1,
  occurredAt: '2026-11-25T10:00:00.000Z',
  recordedAt: '2026-11-25T10:00:00.000Z',
  orgPath: '/d/',
  data,
});
const namesOf = (type: string, data: unknown) =>
  pointsOf(event(type, data)).map(({ _id, voidedBy }) => [_id, voidedBy !== undefined]);

describe('the points of a check-in', () => {
  it.each([
    ['made', 'CheckedIn', facts('c'), [['c:attendance', false]]],
    ['undone', 'CheckInVoided', facts('c'), [['c:attendance', true]]],
    ['that waits for a person', 'CheckInAwaiting', facts('c'), []],
    ['that a person declined', 'CheckInDeclined', facts('c'), []],
  ])('%s', (_, type, data, points) => {
    expect(namesOf(type, data)).toEqual(points);
  });

  it('that counts again are new ones, and undoing it again undoes those', () => {
    const restored = facts('c', { turn: 1 });
    expect(
      namesOf('CheckInCorrected', { checkIn: restored, superseded: facts('d'), isUndone: true }),
    ).toEqual([
      ['c#1:attendance', false],
      ['d:attendance', true],
    ]);
    expect(namesOf('CheckInVoided', restored)).toEqual([['c#1:attendance', true]]);
  });
});
