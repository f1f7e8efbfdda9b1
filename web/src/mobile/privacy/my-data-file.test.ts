import { describe, expect, it } from 'vitest';
import type { Exported } from './export-documents.ts';
import { exportMonths, fileName, fileText, myData } from './my-data-file.ts';

const index = (month: string): NonNullable<Exported['member']['i0']> => ({
  month,
  tenths: 873,
  grade: 'QUALIFIED',
  basicTenths: 800,
  bonusTenths: 73,
  penaltyTenths: 0,
  schemeVersion: 1,
  computedAt: '2026-01-02T00:00:00.000Z',
  categories: [],
  lines: [],
});

const exported: Exported = {
  exportedAt: '2026-01-02T03:04:05.000Z',
  member: {
    id: 'm',
    name: '王小明',
    phone: '13800000000',
    idNumber: null,
    standing: 'FULL',
    membership: 'REGISTERED',
    status: 'ACTIVE',
    homeBranch: { id: 'b', name: '支部' },
    attendanceCount: 0,
    attendances: [],
    consents: [],
    disclosures: [],
    objections: [],
    i0: index('2026-01'),
    i1: null,
    i2: index('2025-11'),
    i3: null,
    i4: null,
    i5: null,
    i6: null,
    i7: null,
    i8: null,
    i9: null,
    i10: null,
    i11: null,
  },
};

describe('my data as a file', () => {
  it('asks for the present month in Shanghai and the eleven before it', () => {
    const months = exportMonths(Date.parse('2026-01-31T16:30:00Z'));
    expect(months.m0).toBe('2026-02');
    expect(months.m2).toBe('2025-12');
    expect(months.m11).toBe('2025-03');
    expect(Object.keys(months)).toHaveLength(12);
  });

  it('holds what there is, and only months that have an index', () => {
    const data = myData(exported, []);
    expect(data.indexes.map(({ month }) => month)).toEqual(['2026-01', '2025-11']);
    expect(data.member).not.toHaveProperty('i0');
    expect(data.member.phone).toBe('13800000000');
    expect(JSON.parse(fileText(data))).toEqual(data);
  });

  it('has a name that tells nothing of the person', () => {
    expect(fileName('2026-01-02')).toBe('hongxin-my-data-2026-01-02.json');
  });
});
