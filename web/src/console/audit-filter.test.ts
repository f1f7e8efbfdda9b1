import { describe, expect, it } from 'vitest';
import { beforeOf, EMPTY_SEARCH, filterOf } from './audit-filter.ts';

describe('the search of the audit', () => {
  it('leaves out what is empty', () => {
    expect(Object.values(filterOf(EMPTY_SEARCH))).toEqual([null, null, null, null, null, null]);
  });

  it('takes times as Shanghai’s and trims the rest', () => {
    const filter = filterOf({ ...EMPTY_SEARCH, action: ' RoleGranted ', from: '2026-11-23T08:00' });
    expect(filter).toMatchObject({ action: 'RoleGranted', from: '2026-11-23T00:00:00.000Z', to: null });
  });

  it.each([
    ['', null],
    ['0', null],
    ['-3', null],
    ['1.5', null],
    ['120', 120],
  ])('begins below %s: %s', (before, number) => {
    expect(beforeOf({ ...EMPTY_SEARCH, before })).toBe(number);
  });
});
