import { describe, expect, it } from 'vitest';
import { judgeSend, judgeTry } from './one-time-code.ts';

const now = new Date('2026-11-23T08:00:00.000Z'); // 16:00 in Shanghai
const ago = (ms: number) => new Date(now.getTime() - ms);
const today = '2026-11-23';

describe('judging whether a code may be sent', () => {
  it.each([
    ['a number never seen', null, { send: true, day: today, sentOnDay: 1 }],
    [
      '59 s after the last',
      { sentAt: ago(59_000), day: today, sentOnDay: 1 },
      { send: false, retryAfterSeconds: 1 },
    ],
    [
      '60 s after the last',
      { sentAt: ago(60_000), day: today, sentOnDay: 1 },
      { send: true, day: today, sentOnDay: 2 },
    ],
    [
      'the tenth of a day',
      { sentAt: ago(60_000), day: today, sentOnDay: 9 },
      { send: true, day: today, sentOnDay: 10 },
    ],
    [
      'the eleventh',
      { sentAt: ago(3_600_000), day: today, sentOnDay: 10 },
      { send: false, retryAfterSeconds: 8 * 3_600 },
    ],
    [
      'the next day',
      { sentAt: ago(86_400_000), day: '2026-11-22', sentOnDay: 10 },
      { send: true, day: today, sentOnDay: 1 },
    ],
  ] as const)('%s', (_name, known, expected) => {
    expect(judgeSend(known, now)).toEqual(expected);
  });
  it('still keeps 60 s over midnight', () => {
    const midnight = new Date('2026-11-22T16:00:10.000Z');
    const known = { sentAt: new Date('2026-11-22T15:59:50.000Z'), day: '2026-11-22', sentOnDay: 10 };
    expect(judgeSend(known, midnight)).toEqual({ send: false, retryAfterSeconds: 40 });
  });
});

describe('judging a code that was typed', () => {
  const code = { expiresAt: new Date(now.getTime() + 1), tries: 0, usedAt: null };
  it.each([
    ['the right one', code, true, 'RIGHT'],
    ['the right one on the fifth try', { ...code, tries: 4 }, true, 'RIGHT'],
    ['a wrong one', code, false, 'CODE_WRONG'],
    ['the right one after five wrong', { ...code, tries: 5 }, true, 'TOO_MANY_TRIES'],
    ['a wrong one after five wrong', { ...code, tries: 5 }, false, 'TOO_MANY_TRIES'],
    ['the right one at its end', { ...code, expiresAt: now }, true, 'CODE_EXPIRED'],
    ['a wrong one after its end', { ...code, expiresAt: now }, false, 'CODE_EXPIRED'],
    ['a used one', { ...code, usedAt: now }, true, 'CODE_EXPIRED'],
    ['none was asked for', null, false, 'CODE_EXPIRED'],
  ] as const)('%s', (_name, known, matches, expected) => {
    expect(judgeTry(known, matches, now)).toBe(expected);
  });
});
