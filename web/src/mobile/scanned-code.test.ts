import { describe, expect, it } from 'vitest';
import { leadsToCheckIn, nextPage } from './next-page.ts';
import { scannedCode } from './scanned-code.ts';

const CODE = 'AQGTqEoYc3qOj2nV5kTzq3xYAAAB2k4fJmPq-_0123';

describe('reading what was scanned', () => {
  it.each([
    ['our link', `https://hongxin.example/m/c/${CODE}`, CODE],
    ['our link on the LAN', `http://192.168.1.20:4000/m/c/${CODE}`, CODE],
    ['our link with a language', `https://hongxin.example/m/c/${CODE}?lang=en`, CODE],
    ['another page', 'https://hongxin.example/m/scan', null],
    ['a payment code', 'wxp://f2f0abcdefghijklmnop', null],
    ['a text', '你好', null],
    ['a code that is far too short', 'https://hongxin.example/m/c/abc', null],
  ])('%s', (_name, text, code) => {
    expect(scannedCode(text)).toBe(code);
  });
});

describe('where to go after signing in', () => {
  it.each([
    [`/m/c/${CODE}`, `/m/c/${CODE}`, true],
    ['/m/results/0197', '/m/results/0197', false],
    ['//evil.example/m/c/x', '/m', false],
    ['https://evil.example', '/m', false],
    ['/m/sign-in?next=/m/sign-in', '/m', false],
    [undefined, '/m', false],
    [['/m/index'], '/m', false],
  ])('%s', (asked, next, isCheckIn) => {
    expect(nextPage(asked)).toBe(next);
    expect(leadsToCheckIn(next)).toBe(isCheckIn);
  });
});
