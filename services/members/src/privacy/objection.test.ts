import { describe, expect, it } from 'vitest';
import { assertSameObjection, hasLine, type LineName } from './objection.ts';

const line: LineName = { month: '2026-11', eventId: 'e1', rule: 'attendance' };

describe('a line of an index', () => {
  const lines = [
    { eventId: 'e1', rule: 'attendance' },
    { eventId: 'e2', rule: 'lesson' },
  ];
  it.each([
    [line, true],
    [{ ...line, rule: 'lesson' }, false],
    [{ ...line, eventId: 'e2' }, false],
    [{ ...line, eventId: '' }, false],
  ])('%j', (asked, found) => {
    expect(hasLine(lines, asked)).toBe(found);
  });
});

describe('an objection sent again', () => {
  const stored = { ...line, memberId: 'm1' };
  it.each([
    ['as it was', {}, true],
    ['by another member', { memberId: 'm2' }, false],
    ['for another month', { month: '2026-10' }, false],
    ['for another event', { eventId: 'e2' }, false],
    ['for another rule', { rule: 'lesson' }, false],
    ['with other words', { reason: '我在外地出差。' }, false],
  ])('%s', (_, change, same) => {
    const asked = { ...stored, reason: '我当天到场了。', ...change };
    const check = expect(() => assertSameObjection(stored, '我当天到场了。', asked));
    if (same) check.not.toThrow();
    else
      check.toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ reason: 'ID_REUSED' }) }) as Error,
      );
  });
});
