import { describe, expect, it } from 'vitest';
import { importCodeKey, secondsLeft, siteCode, windowAt } from './site-code.ts';

const sessionId = '019aaf2e-7c00-7abc-8def-0123456789ab';
const codeKey = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'; // bytes 0…31

describe('the rotating site code', () => {
  it('is what another implementation (Python hmac) makes of the same key, session and window', async () => {
    const key = await importCodeKey(sessionId, codeKey);
    expect(await siteCode(key, 119_594_880)).toBe('AQGary58AHq8je8BI0VniasHIN-A6kjmNT_s69izYw');
  });

  it('differs in each window', async () => {
    const key = await importCodeKey(sessionId, codeKey);
    expect(await siteCode(key, 1)).not.toBe(await siteCode(key, 2));
  });

  it('refuses a session id that is no UUID', async () => {
    const key = await importCodeKey('S01', codeKey);
    await expect(siteCode(key, 1)).rejects.toThrow('UUID');
  });

  it.each([
    [0, 0, 15],
    [14_999, 0, 0.001],
    [15_000, 1, 15],
    [1_793_923_207_500, 119_594_880, 7.5],
  ])('at %i ms is in window %i with %f s left', (ms, window, left) => {
    expect(windowAt(ms)).toBe(window);
    expect(secondsLeft(ms)).toBeCloseTo(left, 3);
  });
});
