import { describe, expect, it } from 'vitest';
import { absoluteEnd, accessEnd, idleEnd, judgeTurn } from './session.ts';

const now = new Date('2026-11-23T08:00:00.000Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const session = {
  familyHash: 'family',
  turnHash: 'third',
  previousTurnHash: 'second',
  turnedAt: now,
  expiresAt: after(600_000),
  revokedAt: null,
};
const token = (turnHash: string, familyHash = 'family') => ({ familyHash, turnHash });

describe('judging a refresh token', () => {
  it.each([
    ['the present token', session, token('third'), after(1_000), 'TURN'],
    ['the present token at the last moment', session, token('third'), after(599_999), 'TURN'],
    ['the present token at the end', session, token('third'), after(600_000), 'ENDED'],
    ['the one before, at once', session, token('second'), now, 'REPEAT'],
    ['the one before, after 30 s', session, token('second'), after(30_000), 'REPEAT'],
    ['the one before, later', session, token('second'), after(30_001), 'REUSED'],
    ['an older one, at once', session, token('first'), now, 'REUSED'],
    ['a token of another family', session, token('third', 'other'), now, 'UNKNOWN'],
    ['a token without a session', null, token('third'), now, 'UNKNOWN'],
    ['a revoked session', { ...session, revokedAt: now }, token('third'), now, 'ENDED'],
    ['a spent token of a revoked session', { ...session, revokedAt: now }, token('first'), now, 'ENDED'],
    [
      'a first token has none before it',
      { ...session, previousTurnHash: null },
      token('second'),
      now,
      'REUSED',
    ],
  ] as const)('%s', (_name, known, shown, at, expected) => {
    expect(judgeTurn(known, shown, at)).toBe(expected);
  });
});

describe('lives of sessions', () => {
  it('slides a member by 30 days and a screen by 400', () => {
    expect(idleEnd('MEMBER', null, now)).toEqual(after(30 * 86_400_000));
    expect(idleEnd('SCREEN', null, now)).toEqual(after(400 * 86_400_000));
  });
  it('ends staff after 15 idle minutes and never later than 8 hours', () => {
    const end = absoluteEnd('STAFF', now);
    expect(end).toEqual(after(8 * 3_600_000));
    expect(idleEnd('STAFF', end, now)).toEqual(after(15 * 60_000));
    expect(idleEnd('STAFF', end, after(8 * 3_600_000 - 60_000))).toEqual(end);
    expect(absoluteEnd('MEMBER', now)).toBeNull();
  });
  it('gives an access token five minutes, and no more than the session has', () => {
    expect(accessEnd(null, now)).toEqual(after(300_000));
    expect(accessEnd(after(60_000), now)).toEqual(after(60_000));
  });
});
