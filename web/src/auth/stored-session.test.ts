import { describe, expect, it } from 'vitest';
import { isFresh, isGood, parseSession, tokenLifetimeMs, type StoredSession } from './stored-session.ts';

const session: StoredSession = {
  viewer: { id: 'member', kind: 'MEMBER' },
  accessToken: 'a.b.c',
  refreshToken: 'r',
  receivedAt: 1_000_000,
  goodUntil: 1_300_000,
};

describe('a stored session', () => {
  it('is read back as it was written', () => {
    expect(parseSession(JSON.stringify(session))).toEqual(session);
  });

  it.each([
    [null],
    ['{'],
    ['null'],
    ['[]'],
    ['{"viewer":{"id":1}}'],
    [JSON.stringify({ ...session, viewer: null })],
  ])('is none when the text is %s', (text) => {
    expect(parseSession(text)).toBeNull();
  });

  it.each([
    ['when it came', 1_000_000, true, true],
    ['with more than a minute left', 1_239_999, true, true],
    ['with exactly a minute left', 1_240_000, false, true],
    ['when it is over', 1_300_000, false, false],
    ['after the clock was set back', 999_999, false, false],
  ])('%s', (_name, now, fresh, good) => {
    expect(isFresh(session, now)).toBe(fresh);
    expect(isGood(session, now)).toBe(good);
  });
});

describe('a token’s lifetime', () => {
  const token = (claims: object): string =>
    `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  it('is what lies between its own two times, whatever this device’s clock says', () => {
    expect(tokenLifetimeMs(token({ iat: 100, exp: 400, name: '站点大屏?>' }))).toBe(300_000);
  });

  it('must be there', () => {
    expect(() => tokenLifetimeMs(token({ exp: 400 }))).toThrow('no times');
  });
});
