import { describe, expect, it } from 'vitest';
import { judgeSignIn } from './lockout.ts';

const now = new Date('2026-11-23T08:00:00.000Z');
const at = (ms: number) => new Date(now.getTime() + ms);
const clean = { failedTries: 0, lockedUntil: null, disabledAt: null };
const locked = { ...clean, lockedUntil: at(1) };

describe('judging a sign-in of staff', () => {
  it.each([
    ['right', clean, true, true, null],
    [
      'right after four wrong',
      { ...clean, failedTries: 4 },
      true,
      true,
      { failedTries: 0, lockedUntil: null },
    ],
    ['wrong', clean, false, false, { failedTries: 1, lockedUntil: null }],
    [
      'wrong for the fifth time',
      { ...clean, failedTries: 4 },
      false,
      false,
      { failedTries: 0, lockedUntil: at(900_000) },
    ],
    ['right while locked', locked, true, false, null],
    ['wrong while locked', locked, false, false, null],
    [
      'right when the lock has ended',
      { ...clean, lockedUntil: now },
      true,
      true,
      { failedTries: 0, lockedUntil: null },
    ],
    [
      'wrong when the lock has ended',
      { ...clean, lockedUntil: now },
      false,
      false,
      { failedTries: 1, lockedUntil: null },
    ],
    ['right but disabled', { ...clean, disabledAt: at(-1) }, true, false, null],
    ['an account that does not exist', null, false, false, null],
  ] as const)('%s', (_name, account, isRight, accepted, next) => {
    expect(judgeSignIn(account, isRight, now)).toEqual({ accepted, next });
  });

  it.each([
    ['clears nothing with a right password', { ...clean, failedTries: 4 }, true, true, null],
    [
      'counts a wrong one',
      { ...clean, failedTries: 4 },
      false,
      false,
      { failedTries: 0, lockedUntil: at(900_000) },
    ],
    ['refuses while locked', locked, true, false, null],
  ] as const)('before a second factor %s', (_name, account, isRight, accepted, next) => {
    expect(judgeSignIn(account, isRight, now, false)).toEqual({ accepted, next });
  });
});
