import { describe, expect, it } from 'vitest';
import { readReason } from './reason.ts';

describe('a reason', () => {
  it.each([
    ['核对电话', '核对电话'],
    ['  换届联系本人  ', '换届联系本人'],
    ['换届\n联系\u0000本人', '换届 联系 本人'],
    ['核对2026年11月23日的签到', '核对2026年11月23日的签到'],
    ['😀😀😀😀', '😀😀😀😀'],
    ['字'.repeat(200), '字'.repeat(200)],
  ])('%j is taken', (text, reason) => {
    expect(readReason(text, 4, 200)).toEqual({ ok: true, reason });
  });

  it.each([
    ['', 'TOO_SHORT'],
    ['核对 ', 'TOO_SHORT'],
    ['\u200b\u200b\u200b\u200b\u200b', 'TOO_SHORT'],
    ['字'.repeat(201), 'TOO_LONG'],
    ['联系13800000001', 'HOLDS_A_NUMBER'],
    ['联系 138-0000-0001', 'HOLDS_A_NUMBER'],
    ['联系１３８００００００００１', 'HOLDS_A_NUMBER'],
    ['号码 33011119900101001X 核对', 'HOLDS_A_NUMBER'],
  ])('%j is not: %s', (text, fault) => {
    expect(readReason(text, 4, 200)).toEqual({ ok: false, fault });
  });
});
