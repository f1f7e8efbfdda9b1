import { describe, expect, it } from 'vitest';
import { judgeGrant, judgePlace, mustHaveSecondFactor, withoutRole } from './roles.ts';

const at = (role: string, orgPath = '/d/') => ({ role, orgPath });
const account = (...roles: { role: string; orgPath: string; siteId?: string }[]) => ({
  _id: 'account',
  roles,
});

describe('granting a role', () => {
  it.each([
    ['the first one', account(), at('TOWNSHIP', '/d/t/'), 'GRANT'],
    ['a second one of the work', account(at('TOWNSHIP', '/d/t/')), at('INSTRUCTOR', '/d/t/b/'), 'GRANT'],
    ['the same role elsewhere', account(at('TOWNSHIP', '/d/t/')), at('TOWNSHIP', '/d/u/'), 'GRANT'],
    ['one that is held', account(at('TOWNSHIP', '/d/t/')), at('TOWNSHIP', '/d/t/'), 'ALREADY_HELD'],
    ['an auditor beside the work', account(at('TOWNSHIP', '/d/t/')), at('AUDITOR', '/d/t/'), 'GRANT'],
    [
      'a second site at the same place',
      account({ ...at('STEWARD', '/d/t/'), siteId: 'a' }),
      { ...at('STEWARD', '/d/t/'), siteId: 'b' },
      'GRANT',
    ],
    ['an administrator without a role', account(), at('SYSTEM_ADMIN'), 'GRANT'],
    ['an administrator again', account(at('SYSTEM_ADMIN')), at('SYSTEM_ADMIN'), 'ALREADY_HELD'],
    ['an administrator below the district', account(), at('SYSTEM_ADMIN', '/d/t/'), 'DISTRICT_NEEDED'],
    ['the district below the district', account(), at('DISTRICT', '/d/t/'), 'DISTRICT_NEEDED'],
    [
      'a second administration',
      account(at('SYSTEM_ADMIN')),
      at('SECURITY_ADMIN'),
      'ROLES_EXCLUDE_EACH_OTHER',
    ],
    [
      'the audit to who gives roles',
      account(at('SECURITY_ADMIN')),
      at('AUDIT_ADMIN'),
      'ROLES_EXCLUDE_EACH_OTHER',
    ],
    [
      'work to an administrator',
      account(at('AUDIT_ADMIN')),
      at('TOWNSHIP', '/d/t/'),
      'ROLES_EXCLUDE_EACH_OTHER',
    ],
    [
      'administration to one at work',
      account(at('DISTRICT')),
      at('SYSTEM_ADMIN'),
      'ROLES_EXCLUDE_EACH_OTHER',
    ],
    ['an auditor who administers', account(at('AUDIT_ADMIN')), at('AUDITOR'), 'ROLES_EXCLUDE_EACH_OTHER'],
  ] as const)('%s', (_name, known, wanted, expected) => {
    expect(judgeGrant(known, wanted, 'somebody else')).toBe(expected);
  });

  it('is for others only', () => {
    expect(judgeGrant(account(), at('TOWNSHIP', '/d/t/'), 'account')).toBe('OWN_ACCOUNT');
    expect(judgeGrant(account(at('SECURITY_ADMIN')), at('SECURITY_ADMIN'), 'account')).toBe('OWN_ACCOUNT');
  });

  it.each([
    ['STEWARD', { siteId: 's' }, null],
    ['STEWARD', { organizationId: 'o' }, 'SITE_NEEDED'],
    ['STEWARD', { organizationId: 'o', siteId: 's' }, 'SITE_NEEDED'],
    ['TOWNSHIP', { organizationId: 'o' }, null],
    ['TOWNSHIP', { siteId: 's' }, 'ORGANIZATION_NEEDED'],
    ['TOWNSHIP', {}, 'ORGANIZATION_NEEDED'],
    ['MEMBER', { organizationId: 'o' }, 'ROLE_UNKNOWN'],
    ['__proto__', { organizationId: 'o' }, 'ROLE_UNKNOWN'],
  ] as const)('%s at %j', (role, place, expected) => {
    expect(judgePlace(role, place)).toBe(expected);
  });
});

it('takes away the role at that place alone', () => {
  const roles = [at('TOWNSHIP', '/d/t/'), at('TOWNSHIP', '/d/u/')];
  expect(withoutRole(roles, at('TOWNSHIP', '/d/t/'))).toEqual([at('TOWNSHIP', '/d/u/')]);
});

it.each([
  ['SYSTEM_ADMIN', true],
  ['SECURITY_ADMIN', true],
  ['AUDIT_ADMIN', true],
  ['AUDITOR', false],
  ['DISTRICT', false],
])('%s must have a second factor: %s', (role, expected) => {
  expect(mustHaveSecondFactor([at(role)])).toBe(expected);
});
