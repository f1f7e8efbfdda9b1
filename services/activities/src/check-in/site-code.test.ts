import { describe, expect, it } from 'vitest';
import {
  isGenuine,
  makeSessionCode,
  makeSiteCode,
  parseSiteCode,
  sessionKey,
  windowOf,
  windowStart,
} from './site-code.ts';

const SESSION = '019283a0-1234-7abc-8def-0123456789ab';
const key = sessionKey(Buffer.alloc(32, 7), SESSION);

describe('the site code', () => {
  it('has one form, the same on the screen and here', () => {
    expect(makeSiteCode(Buffer.from('a key for tests'), SESSION, 118_000_000)).toBe(
      'AQGSg6ASNHq8je8BI0VniasHCImAWPOpdYQNgg0A-w',
    );
  });

  it('comes back with its session and window, and proves itself', () => {
    const parsed = parseSiteCode(makeSiteCode(key, SESSION, 118_000_000));
    expect(parsed).toMatchObject({ sessionId: SESSION, window: 118_000_000 });
    expect(parsed && isGenuine(parsed, key)).toBe(true);
  });

  it('does not prove itself with another key, or when any part was changed', () => {
    const parsed = parseSiteCode(makeSiteCode(key, SESSION, 118_000_000));
    expect(parsed && isGenuine(parsed, sessionKey(Buffer.alloc(32, 8), SESSION))).toBe(false);
    for (const at of [1, 9, 20, 24, 41]) {
      const code = makeSiteCode(key, SESSION, 118_000_000);
      const changed = parseSiteCode(code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1));
      expect(changed === null || !isGenuine(changed, key)).toBe(true);
    }
  });

  it.each(['', 'x', 'A'.repeat(42), 'A'.repeat(41), `${'A'.repeat(41)}=`, '../../etc', '富'.repeat(42)])(
    'is not %j',
    (text) => {
      expect(parseSiteCode(text)).toBeNull();
    },
  );

  it('counts windows of 15 s', () => {
    expect(windowOf(new Date(15_000 * 8 - 1))).toBe(7);
    expect(windowOf(new Date(15_000 * 8))).toBe(8);
    expect(windowStart(8)).toEqual(new Date(120_000));
  });

  it('has a 6-digit fallback that begins with the site', () => {
    expect(makeSessionCode(key, 'S07')).toMatch(/^07\d{4}$/);
    expect(makeSessionCode(key, 'S07')).not.toBe(
      makeSessionCode(sessionKey(Buffer.alloc(32, 7), `${SESSION}x`), 'S07'),
    );
  });
});
