import { describe, expect, it } from 'vitest';
import {
  judgeApproval,
  judgePoll,
  newUserCode,
  readApproval,
  readUserCode,
  showUserCode,
} from './pairing.ts';

const now = new Date('2026-11-23T08:00:00.000Z');
const at = (ms: number) => new Date(now.getTime() + ms);
const open = { expiresAt: at(1), approvedAt: null, takenAt: null };

describe('user codes', () => {
  it('are eight letters without vowels, shown in two halves', () => {
    let next = 0;
    const code = newUserCode((below) => next++ % below);
    expect(code).toBe('BCDFGHJK');
    expect(showUserCode(code)).toBe('BCDF-GHJK');
  });
  it.each([
    ['as shown', 'BCDF-GHJK', 'BCDFGHJK'],
    ['in small letters with spaces', ' bcdf ghjk ', 'BCDFGHJK'],
    ['in full-width letters of a Chinese keyboard', 'ＢＣＤＦ－ＧＨＪＫ', 'BCDFGHJK'],
    ['with a long dash', 'bcdf—ghjk', 'BCDFGHJK'],
    ['too short', 'BCDF-GHJ', null],
    ['too long', 'BCDF-GHJKL', null],
    ['with a vowel', 'ABCD-FGHJ', null],
    ['empty', '', null],
  ])('read %s', (_name, typed, expected) => {
    expect(readUserCode(typed)).toBe(expected);
  });
});

describe('judging an approval', () => {
  it.each([
    ['in time', open, 'APPROVE'],
    ['no such code', null, 'CODE_UNKNOWN'],
    ['at its end', { ...open, expiresAt: now }, 'CODE_EXPIRED'],
    ['a second time', { ...open, approvedAt: now }, 'CODE_USED'],
    ['a second time after its end', { ...open, expiresAt: now, approvedAt: at(-1) }, 'CODE_USED'],
  ] as const)('%s', (_name, pairing, expected) => {
    expect(judgeApproval(pairing, now)).toBe(expected);
  });
});

describe('judging a screen that asks for its tokens', () => {
  const approved = { ...open, approvedAt: at(-1_000) };
  it.each([
    ['not approved yet', open, 'PENDING'],
    ['never approved', { ...open, expiresAt: now }, 'EXPIRED'],
    ['unknown', null, 'EXPIRED'],
    ['approved', approved, 'TAKE'],
    ['approved at the last moment', { ...approved, expiresAt: at(-500) }, 'TAKE'],
    ['approved long ago', { ...approved, approvedAt: at(-600_000) }, 'EXPIRED'],
    ['taken, and the answer lost', { ...approved, takenAt: at(-30_000) }, 'TAKE_AGAIN'],
    ['taken some time ago', { ...approved, takenAt: at(-30_001) }, 'EXPIRED'],
  ] as const)('%s', (_name, pairing, expected) => {
    expect(judgePoll(pairing, now)).toBe(expected);
  });
});

describe('reading an approval', () => {
  it.each([
    [
      'a site screen',
      ' 东洲服务中心大屏 ',
      'SITE',
      ['S01', 'S01', 'S02'],
      { name: '东洲服务中心大屏', purpose: 'SITE', siteIds: ['S01', 'S02'], privacy: 'MASKED' },
    ],
    [
      'a district wall',
      '区级大屏',
      'DISTRICT_WALL',
      [],
      { name: '区级大屏', purpose: 'DISTRICT_WALL', siteIds: [], privacy: 'MASKED' },
    ],
    ['no name', '  ', 'DISTRICT_WALL', [], '屏幕名称须为 1–40 个字。'],
    ['a long name', '屏'.repeat(41), 'DISTRICT_WALL', [], '屏幕名称须为 1–40 个字。'],
    ['a site screen without a site', '屏', 'SITE', [], '阵地屏幕至少须选择一个阵地。'],
    ['a wall with a site', '屏', 'DISTRICT_WALL', ['S01'], '区级大屏不绑定阵地，请清空所选阵地。'],
    ['a strange site', '屏', 'SITE', ['S01 site:S02'], '所选阵地的编号有误。'],
    [
      'too many sites',
      '屏',
      'SITE',
      Array.from({ length: 25 }, (_, i) => `S${i}`),
      '一块屏幕最多绑定 24 个阵地。',
    ],
  ] as const)('%s', (_name, name, purpose, siteIds, expected) => {
    expect(readApproval({ name, purpose, siteIds, privacy: 'MASKED' })).toEqual(expected);
  });
});
