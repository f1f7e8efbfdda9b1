import { describe, expect, it } from 'vitest';
import { drawPicture, type StepCount } from './picture.ts';

const at = (branchId: string, step: number, members: number, sumTenths: number): StepCount => ({
  branchId,
  step,
  members,
  sumTenths,
});

describe('drawing the index picture', () => {
  it('is empty without an index', () => {
    expect(drawPicture('2026-11', 7, [])).toEqual({
      month: '2026-11',
      version: 7,
      meanTenths: null,
      distribution: Array(10).fill(0),
      branches: [],
    });
  });

  it('counts the members of each ten-point step, 90 to 100 together', () => {
    const { distribution, meanTenths } = drawPicture('2026-11', 1, [
      at('a', 0, 2, 100),
      at('a', 9, 1, 950),
      at('b', 10, 3, 3000),
      at('b', 4, 1, 455),
    ]);
    expect(distribution).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 0, 4]);
    expect(meanTenths).toBe(644);
  });

  it('shows branches of five members and more, the best first, means rounded half up', () => {
    const counts = [
      at('small', 9, 4, 3900),
      at('low', 3, 5, 1502),
      at('high', 8, 4, 3300),
      at('high', 9, 2, 1805),
      at('half', 5, 6, 3003),
    ];
    expect(drawPicture('2026-11', 1, counts).branches).toEqual([
      { branchId: 'high', meanTenths: 851, memberCount: 6 },
      { branchId: 'half', meanTenths: 501, memberCount: 6 },
      { branchId: 'low', meanTenths: 300, memberCount: 5 },
    ]);
  });

  it('shows 24 branches at most', () => {
    const counts = Array.from({ length: 30 }, (_, i) => at(`branch-${i}`, 5, 5, 2500 + i));
    const { branches } = drawPicture('2026-11', 1, counts);
    expect([branches.length, branches[0]?.branchId, branches.at(-1)?.branchId]).toEqual([
      24,
      'branch-29',
      'branch-6',
    ]);
  });
});
