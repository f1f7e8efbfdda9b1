import { describe, expect, it } from 'vitest';
import { latenessOf, placeOf } from './delivery-text.ts';

describe('how late a screen was', () => {
  it.each([
    [0, 'seconds', '0.0'],
    [140, 'seconds', '0.1'],
    [9_949, 'seconds', '9.9'],
    [9_950, 'seconds', '10'],
    [59_400, 'seconds', '59'],
    [60_000, 'minutes', '1'],
    [5_400_000, 'minutes', '90'],
  ])('%i ms', (lagMs, unit, count) => {
    expect(latenessOf(lagMs)).toEqual({ unit, count });
  });
});

describe('where a check-in was shown', () => {
  it.each([
    ['the screen’s name', { screen: { name: '大厅屏' }, sites: [] }, '大厅屏'],
    ['its sites', { screen: null, sites: [{ name: '东洲' }, { name: '银湖' }] }, '东洲、银湖'],
    ['the district', { screen: null, sites: [] }, '全区大屏'],
  ])('%s', (_name, showing, wanted) => {
    expect(placeOf(showing, '全区大屏')).toBe(wanted);
  });
});
