import type { Viewer } from './viewer.ts';
import { describe, expect, it } from 'vitest';
import { beginsWith, placesOf, rowsAt, rowsOf } from './row-scope.ts';

const staff = (...paths: string[]): Viewer => ({
  sub: 'a',
  kind: 'STAFF',
  roles: paths.map((orgPath) => ({ role: 'TOWNSHIP', orgPath })),
  scopes: [],
});

describe('the rows of a viewer', () => {
  it.each([
    ['nobody', null, { _id: { $in: [] } }],
    ['staff without a role', staff(), { _id: { $in: [] } }],
    ['one role', staff('/d/a/'), { $or: [{ orgPath: beginsWith('/d/a/') }] }],
    [
      'two places',
      staff('/d/a/', '/d/b/'),
      { $or: [{ orgPath: beginsWith('/d/a/') }, { orgPath: beginsWith('/d/b/') }] },
    ],
    ['a place inside another', staff('/d/a/x/', '/d/a/'), { $or: [{ orgPath: beginsWith('/d/a/') }] }],
    ['the same place twice', staff('/d/a/', '/d/a/'), { $or: [{ orgPath: beginsWith('/d/a/') }] }],
  ])('%s', (_, viewer, filter) => {
    expect(rowsOf(viewer)).toEqual(filter);
  });

  it('are those of one role, where it is named', () => {
    const both = {
      ...staff(),
      roles: [
        { role: 'DISTRICT', orgPath: '/d/a/' },
        { role: 'TOWNSHIP', orgPath: '/d/b/' },
      ],
    };
    expect(rowsOf(both, 'DISTRICT')).toEqual({ $or: [{ orgPath: beginsWith('/d/a/') }] });
    expect(rowsOf(both, 'STEWARD')).toEqual({ _id: { $in: [] } });
  });
});

describe('places of another system', () => {
  it.each([
    ['staff read of all that their rule allows', { ...staff('/d/'), kind: 'STAFF' as const }, null],
    [
      'a client reads of its places',
      { ...staff('/d/b/', '/d/a/'), kind: 'CLIENT' as const },
      ['/d/a/', '/d/b/'],
    ],
    ['a client without a place reads of nothing', { ...staff(), kind: 'CLIENT' as const }, []],
  ])('%s', (_, viewer, places) => {
    expect(placesOf(viewer)).toEqual(places);
  });

  it('become a filter; none is nowhere, null is everywhere', () => {
    expect(rowsAt(null)).toEqual({});
    expect(rowsAt([])).toEqual({ $or: [{ _id: { $in: [] } }] });
    expect(rowsAt(['/d/a/'])).toEqual({ $or: [{ orgPath: beginsWith('/d/a/') }, { _id: { $in: [] } }] });
  });
});
