import { describe, expect, it } from 'vitest';
import { makePassword } from './make-password.ts';
import { strengthOf } from './password-strength.ts';

describe('the word for a password', () => {
  it.each([
    ['', 'TOO_SHORT'],
    ['short-one', 'TOO_SHORT'],
    ['a'.repeat(257), 'TOO_LONG'],
    ['aaaaaaaaaaaa', 'WEAK'],
    ['123456789012', 'WEAK'],
    ['abcdefghijklmn', 'WEAK'],
    ['quiet river x', 'FAIR'],
    ['Quiet7River+x', 'GOOD'],
    ['four plain words here', 'GOOD'],
  ] as const)('%s: %s', (password, word) => {
    expect(strengthOf(password)).toBe(word);
  });
});

describe('a first password', () => {
  it('is good, can be read out, and is another one each time', () => {
    const made = Array.from({ length: 50 }, makePassword);
    expect(new Set(made).size).toBe(50);
    for (const password of made) {
      expect(password).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
      expect(strengthOf(password)).toBe('GOOD');
    }
  });
});
