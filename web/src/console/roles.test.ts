import { describe, expect, it } from 'vitest';
import { ALL_ROLES, firstPage, mayOpen, PAGE_ROLES } from './roles.ts';

const held = (...roles: string[]) => roles.map((role) => ({ role }));

describe('which pages a role opens', () => {
  it.each([
    [held('DISTRICT'), 'c-overview'],
    [held('STEWARD'), 'c-overview'],
    [held('SYSTEM_ADMIN'), 'c-accounts'],
    [held('SECURITY_ADMIN'), 'c-accounts'],
    [held('AUDIT_ADMIN'), 'c-audit'],
    [held('AUDITOR'), 'c-audit'],
    [held(), 'c-own'],
    [undefined, 'c-own'],
  ])('%j begins at %s', (roles, page) => {
    expect(firstPage(roles)).toBe(page);
  });

  it('keeps administrators from the work of the district, and workers from administration', () => {
    for (const role of ['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN'])
      expect(mayOpen('c-overview', held(role))).toBe(false);
    for (const page of ['c-accounts', 'c-clients', 'c-keys', 'c-audit'])
      expect(mayOpen(page, held('DISTRICT', 'TOWNSHIP'))).toBe(false);
  });

  it.each([
    ['STEWARD', 'c-sessions', true],
    ['STEWARD', 'c-waiting', true],
    ['TOWNSHIP', 'c-waiting', true],
    ['INSTRUCTOR', 'c-waiting', false],
    ['INDUSTRY', 'c-waiting', false],
    ['AUDITOR', 'c-waiting', false],
    ['SYSTEM_ADMIN', 'c-waiting', false],
    ['STEWARD', 'c-consents', false],
    ['STEWARD', 'c-reveal', false],
    ['STEWARD', 'c-simulation', false],
    ['INSTRUCTOR', 'c-consents', false],
    ['INDUSTRY', 'c-consents', false],
    ['PARTY_WORKER', 'c-consents', true],
  ])('%s and %s: %s', (role, page, may) => {
    expect(mayOpen(page, held(role))).toBe(may);
  });

  it('leaves nobody without a page, and opens none that it does not know', () => {
    for (const role of ALL_ROLES) expect(mayOpen(firstPage(held(role)), held(role))).toBe(true);
    expect(mayOpen('constructor', held(...ALL_ROLES))).toBe(false);
    expect(Object.values(PAGE_ROLES).every((roles) => roles.length > 0)).toBe(true);
  });
});
