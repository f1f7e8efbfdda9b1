import type { Envelope } from '@hongxin/kit/events';
import { describe, expect, it } from 'vitest';
import type { AuditRow } from './documents.ts';
import { appended, canonical, hashOfRow } from './row.ts';

const at = new Date('2026-11-23T00:00:00.000Z');
const EMPTY = { seq: 0, hash: '', cursors: {} };
const event: Envelope = {
  id: 'e1',
  topic: 'members',
  seq: 1,
  type: 'CheckedIn',
  v: 1,
  occurredAt: at.toISOString(),
  recordedAt: at.toISOString(),
  orgPath: '/d/a/',
  actor: { kind: 'MEMBER', sub: 'member-1', role: 'MEMBER' },
  data: { checkInId: 'check-in-1', evidence: 'SITE_CODE' },
};

describe('a row', () => {
  const rowOf = (more: Partial<Envelope>) => appended(EMPTY, [{ ...event, ...more }], at).rows[0];

  it('has a hash of everything in it', () => {
    const one = rowOf({});
    for (const field of Object.keys(one ?? {}).filter((name) => name !== 'hash')) {
      const other = { ...one, [field]: field === '_id' ? 99 : 'other' } as AuditRow;
      expect([field, hashOfRow(other)]).not.toEqual([field, one?.hash]);
    }
  });

  it('says of an event who did what to what', () => {
    expect(rowOf({})).toMatchObject({
      action: 'CheckedIn',
      outcome: 'DONE',
      actorKind: 'MEMBER',
      actorId: 'member-1',
      actorRole: 'MEMBER',
      targetType: 'CheckIn',
      targetId: 'check-in-1',
      reason: null,
      times: 1,
    });
  });

  it('is told by an Audited event itself', () => {
    const data = {
      action: 'PHONE_REVEALED',
      target: { type: 'PartyMember', id: 'm1' },
      outcome: 'REFUSED',
      reason: '走访慰问',
      times: 3,
    };
    expect(rowOf({ type: 'Audited', data })).toMatchObject({
      action: 'PHONE_REVEALED',
      outcome: 'REFUSED',
      targetType: 'PartyMember',
      targetId: 'm1',
      reason: '走访慰问',
      times: 3,
    });
    expect(rowOf({ type: 'Audited', data: { action: 1 } })).toMatchObject({
      action: 'Audited',
      outcome: 'DONE',
    });
  });

  it.each([
    [{ checkIn: { checkInId: 'c1' }, superseded: { checkInId: 'c2' } }, 'CheckIn', 'c1', null],
    [{ accountId: 'a1', reason: '离职' }, 'StaffAccount', 'a1', '离职'],
    [{ sessionIds: ['s1'], subjectId: 'm1', why: 'SIGNED_OUT' }, 'Viewer', 'm1', 'SIGNED_OUT'],
    [{ n: 1 }, null, null, null],
    [null, null, null, null],
  ])('finds what %j was done to', (data, targetType, targetId, reason) => {
    expect(rowOf({ data })).toMatchObject({ targetType, targetId, reason });
  });

  it('belongs to the service where an old event names nobody', () => {
    const { actor: _, ...nobody } = event;
    expect(appended(EMPTY, [nobody], at).rows[0]).toMatchObject({ actorKind: 'SERVICE', actorId: 'members' });
  });

  it('has the same hash of data whatever the order of its keys', () => {
    expect(canonical({ b: [{ d: 1, c: null }], a: 'x' })).toBe(canonical({ a: 'x', b: [{ c: null, d: 1 }] }));
    expect(canonical({ a: [1, 2] })).not.toBe(canonical({ a: [2, 1] }));
  });
});
