import { expect, it } from 'vitest';
import { refusalTexts, yuan } from './refusals.ts';

it.each([
  [0, '0.00'],
  [5, '0.05'],
  [123_456, '1,234.56'],
  [700_000_000, '7,000,000.00'],
  [-250, '-2.50'],
])('%i fen are %s yuan', (fen, text) => {
  expect(yuan(fen)).toBe(text);
});

it('says how much is there and how much was wanted', () => {
  expect(refusalTexts(4_000, 6_000).INSUFFICIENT_BALANCE.message).toContain(
    '余额 40.00 元，本次支出 60.00 元',
  );
});
