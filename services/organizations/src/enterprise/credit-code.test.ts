import { describe, expect, it } from 'vitest';
import {
  creditCheckCharacter,
  isValidCreditCode,
  isValidOrganizationCode,
  makeCreditCode,
  organizationCheckCharacter,
} from './credit-code.ts';

describe('a unified social credit code', () => {
  it.each([
    ['91350100M000100Y43', true],
    ['11320000MB151840XJ', true],
    ['91350100M000100Y4Z', false],
    ['91350100M000100Y44', false],
    ['91350100M000100Y34', false],
    ['91350100m000100y43', false],
    ['91350100M000100Y4', false],
    ['91350100M000100Y431', false],
    ['9135010OM000100Y43', false],
    ['91350100M000I00Y43', false],
    ['', false],
  ])('%s: %s', (code, valid) => {
    expect(isValidCreditCode(code)).toBe(valid);
  });

  it('needs the check character of the organization code inside it too', () => {
    const first17 = '91350100M000100Y5'; // the organization code ends in 4
    expect(isValidCreditCode(first17 + creditCheckCharacter(first17))).toBe(false);
  });

  it('is refused with any one character changed', () => {
    const code = '91350100M000100Y43';
    for (let i = 0; i < code.length; i++)
      for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY')
        if (other !== code[i])
          expect(isValidCreditCode(code.slice(0, i) + other + code.slice(i + 1))).toBe(false);
  });

  it.each([
    ['91330111', 'MA2ABCD1', '91330111MA2ABCD13G'],
    ['91350100', 'M000100Y', '91350100M000100Y43'],
    ['11320000', 'MB151840', '11320000MB151840XJ'],
  ])('is made from %s and %s', (registrationAndRegion, organization8, code) => {
    expect(makeCreditCode(registrationAndRegion, organization8)).toBe(code);
  });

  it.each(['9133011', '91330111S', 'short', ''])('is not made from "%s" and an organization code', (head) => {
    expect(() => makeCreditCode(head, 'MA2ABCD1')).toThrow('not 17 characters');
  });
});

describe('an organization code', () => {
  it.each([
    ['M000100Y4', true],
    ['MB151840X', true],
    ['M000100Y5', false],
    ['M000100YX', false],
    ['M000100Y', false],
  ])('%s: %s', (code, valid) => {
    expect(isValidOrganizationCode(code)).toBe(valid);
  });

  it('ends in 0 where the rest is 0', () => {
    expect(organizationCheckCharacter('00000000')).toBe('0');
  });
});
