import { describe, expect, it } from 'vitest';
import { idsOnPath, mayStandBelow, pathBelow, type OrganizationKind } from './organization.ts';

describe('the place of an organization', () => {
  it.each<[OrganizationKind, OrganizationKind | null, boolean]>([
    ['DISTRICT_COMMITTEE', null, true],
    ['TOWNSHIP_COMMITTEE', null, false],
    ['PARTY_BRANCH', null, false],
    ['TOWNSHIP_COMMITTEE', 'DISTRICT_COMMITTEE', true],
    ['DISTRICT_COMMITTEE', 'DISTRICT_COMMITTEE', false],
    ['PARTY_BRANCH', 'DISTRICT_COMMITTEE', true],
    ['TOWNSHIP_COMMITTEE', 'TOWNSHIP_COMMITTEE', false],
    ['PARTY_COMMITTEE', 'TOWNSHIP_COMMITTEE', true],
    ['JOINT_BRANCH', 'TOWNSHIP_COMMITTEE', true],
    ['GENERAL_BRANCH', 'PARTY_COMMITTEE', true],
    ['PARTY_COMMITTEE', 'GENERAL_BRANCH', false],
    ['PARTY_BRANCH', 'GENERAL_BRANCH', true],
    ['PARTY_BRANCH', 'PARTY_BRANCH', false],
    ['JOINT_BRANCH', 'JOINT_BRANCH', false],
  ])('%s below %s: %s', (kind, superior, allowed) => {
    expect(mayStandBelow(kind, superior)).toBe(allowed);
  });
});

describe('the path of an organization', () => {
  it.each([
    [null, 'd', '/d/'],
    ['/d/', 't', '/d/t/'],
    ['/d/t/', 'b', '/d/t/b/'],
  ])('below %s, %s has %s', (superior, id, path) => {
    expect(pathBelow(superior, id)).toBe(path);
  });

  it.each(['', 'a/b', '/'])('refuses "%s" as a step', (id) => {
    expect(() => pathBelow('/d/', id)).toThrow('cannot be a step');
  });

  it('gives its ids back, the district first', () => {
    expect(idsOnPath('/d/t/b/')).toEqual(['d', 't', 'b']);
    expect(idsOnPath('/')).toEqual([]);
  });
});
