import { describe, expect, it } from 'vitest';
import { dayOf, endOfDay, isDay, monthOf, startOfDay } from './time.ts';

describe('days of the district', () => {
  it.each([
    ['2026-11-23T15:59:59.999Z', '2026-11-23'],
    ['2026-11-23T16:00:00.000Z', '2026-11-24'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01'],
  ])('%s is on %s', (at, day) => expect(dayOf(new Date(at))).toBe(day));

  it('have a month, a first moment and an end', () => {
    expect(monthOf(new Date('2026-11-30T16:00:00Z'))).toBe('2026-12');
    expect(startOfDay('2026-11-24').toISOString()).toBe('2026-11-23T16:00:00.000Z');
    expect(endOfDay('2026-11-24').toISOString()).toBe('2026-11-24T16:00:00.000Z');
  });

  it.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['26-01-01', false],
    ['', false],
  ])('%j is a day: %s', (text, is) => expect(isDay(text)).toBe(is));
});
