import { describe, expect, it } from 'vitest';
import { nextPage } from './next-page.ts';
import { readUserCode } from './user-code.ts';

describe('where to go after signing in to the console', () => {
  it.each([
    ['/console/sessions?day=2026-11-23', '/console/sessions?day=2026-11-23'],
    ['/console', '/console'],
    ['/consolexyz', '/console'],
    ['//evil.example', '/console'],
    ['/console/sign-in', '/console'],
    [undefined, '/console'],
  ])('%s', (asked, next) => {
    expect(nextPage(asked)).toBe(next);
  });
});

describe('a pairing code as people type it', () => {
  it.each([
    ['ABCD-EFGH', 'ABCDEFGH'],
    [' abcd efgh ', 'ABCDEFGH'],
    ['ABCDEFG', null],
    ['ABCD-EFG码', null],
  ])('%s', (typed, code) => {
    expect(readUserCode(typed)).toBe(code);
  });
});
