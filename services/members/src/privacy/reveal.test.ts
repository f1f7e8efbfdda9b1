import { ROLES } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import { describe, expect, it } from 'vitest';
import { allowanceId, asRevealer, secondsLeftToday } from './reveal.ts';

describe('a day in Asia/Shanghai', () => {
  it.each([
    ['2026-11-23T15:59:59.999Z', '2026-11-23', 1],
    ['2026-11-23T16:00:00.000Z', '2026-11-24', 86_400],
    ['2026-11-23T16:00:00.001Z', '2026-11-24', 86_400],
    ['2026-11-23T04:00:00.000Z', '2026-11-23', 12 * 3600],
  ])('at %s is %s and ends in %i s', (at, day, seconds) => {
    const now = new Date(at);
    expect([allowanceId('REVEAL', 'a', now), secondsLeftToday(now)]).toEqual([`REVEAL:${day}:a`, seconds]);
  });
});

describe('who reveals', () => {
  it.each(Object.keys(ROLES))('%s', (role) => {
    const viewer: Viewer = { sub: 'a', kind: 'STAFF', roles: [{ role, orgPath: '/d/' }], scopes: [] };
    const may = ['DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY'].includes(role);
    expect(asRevealer(viewer).roles).toHaveLength(may ? 1 : 0);
  });

  it('only as far as such a role reaches', () => {
    const roles = [
      { role: 'INSTRUCTOR', orgPath: '/d/' },
      { role: 'SECRETARY', orgPath: '/d/t/b/' },
    ];
    expect(asRevealer({ sub: 'a', kind: 'STAFF', roles, scopes: [] }).roles).toEqual([roles[1]]);
  });
});
