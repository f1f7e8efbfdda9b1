import type { Viewer } from './viewer.ts';
import { describe, expect, it } from 'vitest';
import { beginsWith, rowsOf } from './row-scope.ts';

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
