import { ROLES } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import { describe, expect, it } from 'vitest';
import type { ConsentDecision } from './consent.ts';
import { asksConsent, nameFor, type NameShown } from './shown-name.ts';

const member = { _id: 'm1', orgPath: '/d/t1/b1/' };
const DECISIONS: readonly (ConsentDecision | null)[] = [null, 'GRANTED', 'REFUSED'];

const who = (kind: Viewer['kind'], more: Partial<Viewer> = {}): Viewer => ({
  kind,
  sub: 'x',
  roles: [],
  scopes: [],
  ...more,
});
const screen = (...scopes: string[]) => who('SCREEN', { scopes: ['site:s1', ...scopes] });
const staff = (orgPath: string, role = 'SECRETARY') => who('STAFF', { roles: [{ role, orgPath }] });

describe('a name on a wall', () => {
  it.each<[string, Viewer, readonly NameShown[]]>([
    // without a decision, granted, refused
    ['counts only', screen('names:COUNT_ONLY'), ['NONE', 'NONE', 'NONE']],
    ['masked', screen('names:MASKED'), ['MASKED', 'MASKED', 'NONE']],
    ['full', screen('names:FULL'), ['MASKED', 'FULL', 'NONE']],
    ['no level', screen(), ['MASKED', 'MASKED', 'NONE']],
    ['an unknown level', screen('names:EVERYTHING'), ['MASKED', 'MASKED', 'NONE']],
    ['a level in small letters', screen('names:full'), ['MASKED', 'MASKED', 'NONE']],
    ['full and counts only', screen('names:FULL', 'names:COUNT_ONLY'), ['NONE', 'NONE', 'NONE']],
    ['full and masked', screen('names:FULL', 'names:MASKED'), ['MASKED', 'MASKED', 'NONE']],
    [
      'a screen with a role over the branch',
      who('SCREEN', { roles: [{ role: 'SCREEN', orgPath: '/d/' }] }),
      ['MASKED', 'MASKED', 'NONE'],
    ],
    ['a screen with the member’s id', who('SCREEN', { sub: 'm1' }), ['MASKED', 'MASKED', 'NONE']],
  ])('%s', (_, viewer, shown) => {
    expect(DECISIONS.map((decision) => nameFor(viewer, member, decision))).toEqual(shown);
  });
});

describe('a name to others, whatever was decided for walls', () => {
  it.each<[string, Viewer | null, NameShown]>([
    ['nobody signed in', null, 'NONE'],
    ['the member', who('MEMBER', { sub: 'm1' }), 'FULL'],
    ['another member', who('MEMBER'), 'MASKED'],
    [
      'another member of the branch',
      who('MEMBER', { roles: [{ role: 'MEMBER', orgPath: '/d/t1/b1/' }] }),
      'MASKED',
    ],
    ['staff over the branch', staff('/d/t1/'), 'FULL'],
    ['staff of the branch', staff('/d/t1/b1/'), 'FULL'],
    ['staff of the sibling', staff('/d/t2/'), 'MASKED'],
    ['staff of a path that begins alike', staff('/d/t1/b1/x/'), 'MASKED'],
    ['an account with the member’s id', who('STAFF', { sub: 'm1' }), 'MASKED'],
    [
      'another system over the district',
      who('CLIENT', { roles: [{ role: 'CLIENT', orgPath: '/' }], scopes: ['members:read', 'names:FULL'] }),
      'MASKED',
    ],
    [
      'another system of another place',
      who('CLIENT', { roles: [{ role: 'CLIENT', orgPath: '/d/t2/' }], scopes: ['members:read'] }),
      'NONE',
    ],
    ['another service', who('SERVICE'), 'MASKED'],
  ])('%s', (_, viewer, shown) => {
    expect(DECISIONS.map((decision) => nameFor(viewer, member, decision))).toEqual([shown, shown, shown]);
  });

  it.each(Object.keys(ROLES))('%s over the branch', (role) => {
    const knowsMembers = [
      'DISTRICT',
      'COMMITTEE_UNIT',
      'TOWNSHIP',
      'SECRETARY',
      'INSTRUCTOR',
      'PARTY_WORKER',
    ].includes(role);
    expect(nameFor(staff('/d/', role), member, null)).toBe(knowsMembers ? 'FULL' : 'MASKED');
  });
});

it('only a wall that shows names asks for consents', () => {
  const asking = [
    null,
    who('MEMBER'),
    staff('/d/'),
    who('CLIENT'),
    screen('names:COUNT_ONLY'),
    screen(),
    screen('names:FULL'),
  ];
  expect(asking.map(asksConsent)).toEqual([false, false, false, false, false, true, true]);
});
