import { describe, expect, it } from 'vitest';
import { keepRedirectAnswer, parseRedirectAnswer, takeRedirectAnswer } from './redirect-answer.ts';

describe('what a redirect brings back', () => {
  it.each([
    ['#handover=abc-_1', { kind: 'HANDOVER', code: 'abc-_1' }],
    ['#bind=ticket', { kind: 'BIND', ticket: 'ticket' }],
    ['#refused=WECHAT_DENIED', { kind: 'REFUSED', code: 'WECHAT_DENIED' }],
    ['#refused=<b>', { kind: 'REFUSED', code: 'UNKNOWN' }],
    ['#handover=', null],
    ['#content', null],
    ['', null],
  ])('%s', (hash, answer) => {
    expect(parseRedirectAnswer(hash)).toEqual(answer);
  });

  it('is given once', () => {
    expect(keepRedirectAnswer('#content')).toBe(false);
    expect(takeRedirectAnswer()).toBeNull();
    expect(keepRedirectAnswer('#handover=abc')).toBe(true);
    expect(takeRedirectAnswer()).toEqual({ kind: 'HANDOVER', code: 'abc' });
    expect(takeRedirectAnswer()).toBeNull();
  });
});
