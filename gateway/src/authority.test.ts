import type { Viewer } from '@hongxin/kit/viewer';
import { describe, expect, it } from 'vitest';
import { authorityOf } from './authority.ts';

const screen = (sub: string, scopes: string[]): Viewer => ({
  sub,
  kind: 'SCREEN',
  roles: [],
  scopes,
  session: `s-${sub}`,
});
const staff = (sub: string, orgPath: string, more: Partial<Viewer> = {}): Viewer => ({
  sub,
  kind: 'STAFF',
  roles: [{ role: 'TOWNSHIP', orgPath }],
  scopes: [],
  session: `s-${sub}`,
  ...more,
});
const keyOf = (viewer: Viewer | null) => authorityOf({ viewer }).key;

describe('whose results are the same', () => {
  it.each<[string, boolean, Viewer | null, Viewer | null]>([
    ['two screens with the same scopes', true, screen('a', ['x', 'y']), screen('b', ['y', 'x'])],
    [
      'a screen that shows names and one that does not',
      false,
      screen('a', ['names:FULL']),
      screen('b', ['names:MASKED']),
    ],
    ['a screen and nobody', false, screen('a', []), null],
    ['one person in two sessions', true, staff('a', '/d/'), staff('a', '/d/', { session: 'another' })],
    ['two persons with the same role', false, staff('a', '/d/'), staff('b', '/d/')],
    ['one person before and after a change of place', false, staff('a', '/d/'), staff('a', '/d/t/')],
    [
      'one person with and without a second factor given anew',
      false,
      staff('a', '/d/'),
      staff('a', '/d/', { steppedUpUntil: 9 }),
    ],
    ['staff and a member of the same id', false, staff('a', '/d/'), { ...staff('a', '/d/'), kind: 'MEMBER' }],
    [
      'roles that only read alike when joined',
      false,
      staff('a', '/d/ X /e/'),
      { ...staff('a', '/d/'), scopes: ['X /e/'] },
    ],
  ])('%s: %s', (_, same, one, other) => {
    expect(keyOf(one) === keyOf(other)).toBe(same);
  });

  it('are asked for in nobody’s session, and for screens in no screen’s name', () => {
    expect(authorityOf({ viewer: screen('a', ['names:FULL']) }).context.viewer).toEqual({
      sub: 'shared',
      kind: 'SCREEN',
      roles: [],
      scopes: ['names:FULL'],
      steppedUpUntil: undefined,
    });
    expect(authorityOf({ viewer: staff('a', '/d/') }).context.viewer).not.toHaveProperty('session');
  });
});
