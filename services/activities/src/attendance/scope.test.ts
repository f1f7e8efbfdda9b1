import type { Viewer } from '@hongxin/kit/viewer';
import { describe, expect, it } from 'vitest';
import { checkInsIn, heldTo, isInScope, scopeOf } from './scope.ts';

const SITES = [
  { _id: 'a1', orgPath: '/d/a/' },
  { _id: 'a2', orgPath: '/d/a/' },
  { _id: 'b1', orgPath: '/d/b/' },
];
const HOMES = ['/d/a/x/', '/d/b/y/'];
const of = (kind: Viewer['kind'], ...more: string[]): Viewer => ({
  sub: 's',
  kind,
  roles:
    kind === 'SCREEN'
      ? []
      : more.map((held) => ({ role: held.split(' ')[0] ?? '', orgPath: held.split(' ')[1] ?? '' })),
  scopes: kind === 'SCREEN' ? more : [],
});

/** Check-ins by home and site: a stands for a member at home in /d/a/, b for one of /d/b/. */
const ALL = ['a@a1', 'a@a2', 'a@b1', 'b@a1', 'b@a2', 'b@b1'];
const seen = (viewer: Viewer | null) => {
  const scope = scopeOf(viewer, SITES);
  return ALL.filter((one) => {
    const [home, siteId = ''] = one.split('@');
    return isInScope({ orgPath: HOMES[home === 'a' ? 0 : 1] ?? '', siteId }, scope);
  });
};

describe('whose check-ins a caller may follow', () => {
  it.each<[string, Viewer | null, string[]]>([
    ['nobody', null, []],
    ['the district', of('STAFF', 'DISTRICT /d/'), ALL],
    [
      'a township: its members anywhere, and whoever is at its sites',
      of('STAFF', 'TOWNSHIP /d/a/'),
      ['a@a1', 'a@a2', 'a@b1', 'b@a1', 'b@a2'],
    ],
    ['a branch without a site: its members', of('STAFF', 'SECRETARY /d/a/x/'), ['a@a1', 'a@a2', 'a@b1']],
    ['a part whose name begins alike', of('STAFF', 'TOWNSHIP /d/a1/'), []],
    ['a steward: the site alone', of('STAFF', 'STEWARD /d/a/a2/'), ['a@a2', 'b@a2']],
    [
      'a steward of two sites',
      of('STAFF', 'STEWARD /d/a/a2/', 'STEWARD /d/b/b1/'),
      ['a@a2', 'a@b1', 'b@a2', 'b@b1'],
    ],
    ['a steward said to be one of an organization', of('STAFF', 'STEWARD /d/a/', 'STEWARD /'), []],
    ['a steward under another organization than the site’s', of('STAFF', 'STEWARD /d/b/a2/'), []],
    ['an auditor and an administrator', of('STAFF', 'AUDITOR /d/', 'SYSTEM_ADMIN /d/'), []],
    ['staff without a role', of('STAFF'), []],
    ['a site’s screen: the site', of('SCREEN', 'site:a1', 'names:MASKED'), ['a@a1', 'b@a1']],
    ['a public wall', of('SCREEN', 'names:MASKED'), ALL],
    [
      'another system: the places of its agreement, not what happens at sites there',
      of('CLIENT', 'CLIENT /d/a/'),
      ['a@a1', 'a@a2', 'a@b1'],
    ],
    ['another system without a place', of('CLIENT'), []],
  ])('%s', (_, viewer, wanted) => {
    expect(seen(viewer)).toEqual(wanted);
  });

  it('is asked of the database where nothing is in scope, and finds nothing', () => {
    expect(checkInsIn({ within: [], sites: [] })).toEqual({ $or: [{ _id: { $in: [] } }] });
    expect(checkInsIn(null)).toEqual({});
  });
});

describe('a filter is held to the caller’s scope', () => {
  const held = (viewer: Viewer, asked: object | null) => {
    const { siteIds, sessionIds, within, sites } = heldTo(viewer, scopeOf(viewer, SITES), asked);
    return { siteIds, sessionIds, within, sites };
  };
  const nothing = { siteIds: null, sessionIds: null, within: undefined, sites: undefined };
  it.each<[string, Viewer, object | null, object]>([
    ['a wall asks for what it likes', of('SCREEN'), null, nothing],
    ['a site’s screen gets its sites', of('SCREEN', 'site:a1'), null, { ...nothing, siteIds: ['a1'] }],
    [
      'a site’s screen gets of what it asks for its own',
      of('SCREEN', 'site:a1'),
      { siteIds: ['a1', 'b1'] },
      { ...nothing, siteIds: ['a1'] },
    ],
    [
      'a site’s screen that asks for others gets none',
      of('SCREEN', 'site:a1'),
      { siteIds: ['b1'] },
      { ...nothing, siteIds: [] },
    ],
    [
      'staff keep what they ask for, within their scope',
      of('STAFF', 'TOWNSHIP /d/b/'),
      { siteIds: ['a1'] },
      { siteIds: ['a1'], sessionIds: null, within: ['/d/b/'], sites: ['b1'] },
    ],
    [
      'no scope is taken from what is asked',
      of('SCREEN', 'site:a1'),
      { within: ['/'], sites: ['b1'] },
      { ...nothing, siteIds: ['a1'] },
    ],
  ])('%s', (_, viewer, asked, wanted) => {
    expect(held(viewer, asked)).toEqual(wanted);
  });
});
