import { describe, expect, it } from 'vitest';
import { bigMoneyText, countText, signedTenthsText, tenthsText } from './number-text.ts';
import {
  clockText,
  dayText,
  endText,
  fromLocalField,
  isoDayText,
  longDayText,
  monthText,
  toLocalField,
} from './time-text.ts';

// 22:30 in UTC is the next morning in Shanghai.
const LATE = '2026-12-31T22:30:15.000Z';

describe('moments', () => {
  it('are Shanghai’s', () => {
    expect(clockText(LATE)).toBe('06:30');
    expect(endText('2026-12-31T16:00:00.000Z')).toBe('24:00');
    expect(isoDayText(LATE)).toBe('2027-01-01');
    expect(dayText(LATE, 'zh-CN')).toBe('1月1日');
    expect(dayText(LATE, 'en')).toBe('Jan 1');
    expect(longDayText(Date.parse(LATE), 'zh-CN')).toContain('星期五');
  });

  it.each([
    [0, '2027-01'],
    [1, '2026-12'],
    [13, '2025-12'],
  ])('%i months back', (back, month) => {
    expect(monthText(Date.parse(LATE), back)).toBe(month);
  });

  it('come back from a form’s field as they went in', () => {
    const field = toLocalField(Date.parse(LATE));
    expect(field).toBe('2027-01-01T06:30');
    expect(fromLocalField(field)).toBe('2026-12-31T22:30:00.000Z');
  });
});

describe('numbers', () => {
  it('are grouped, and tenths and fen told in their units', () => {
    expect(countText(24_310)).toBe('24,310');
    expect(tenthsText(873)).toBe('87.3');
    expect([20, 0, -20].map(signedTenthsText)).toEqual(['+2.0', '0.0', '−2.0']);
    expect(bigMoneyText(698_420_000, 'zh-CN')).toBe('698.4');
    expect(bigMoneyText(698_420_000, 'en')).toBe('6.98');
  });
});
