import { expect, it } from 'vitest';
import { nextStep } from './next-step.ts';

const factor = { secretSealed: 'x', setUpAt: new Date(0), lastStep: 0, recoveryHashes: [] };
const admin = [{ role: 'SYSTEM_ADMIN', orgPath: '/d/' }];
const work = [{ role: 'TOWNSHIP', orgPath: '/d/t/' }];
const byPassword = { method: 'PASSWORD', isSecondFactorGiven: false } as const;
const byBoth = { method: 'PASSWORD', isSecondFactorGiven: true } as const;
const byDistrict = { method: 'SINGLE_SIGN_ON', isSecondFactorGiven: false } as const;

it.each([
  ['at work, nothing set up', work, null, false, byPassword, 'DONE'],
  ['at work, second factor', work, factor, false, byPassword, 'SECOND_FACTOR'],
  ['at work, second factor given', work, factor, false, byBoth, 'DONE'],
  ['at work, first password', work, null, true, byPassword, 'PASSWORD'],
  ['at work, first password and second factor', work, factor, true, byPassword, 'SECOND_FACTOR'],
  ['at work, first password, second factor given', work, factor, true, byBoth, 'PASSWORD'],
  ['administrator, nothing set up', admin, null, false, byPassword, 'SETUP'],
  ['administrator, first password', admin, null, true, byPassword, 'PASSWORD'],
  ['administrator, second factor', admin, factor, false, byPassword, 'SECOND_FACTOR'],
  ['administrator, second factor given', admin, factor, false, byBoth, 'DONE'],
  ['by single sign-on, whose password does not matter', work, null, true, byDistrict, 'DONE'],
  ['by single sign-on, second factor', work, factor, true, byDistrict, 'SECOND_FACTOR'],
  ['by single sign-on, administrator', admin, null, false, byDistrict, 'SETUP'],
] as const)('%s', (_name, roles, secondFactor, mustChangePassword, proved, expected) => {
  const account = {
    roles: [...roles],
    secondFactor: secondFactor && { ...secondFactor, recoveryHashes: [] },
  };
  expect(nextStep({ ...account, mustChangePassword }, proved)).toBe(expected);
});
