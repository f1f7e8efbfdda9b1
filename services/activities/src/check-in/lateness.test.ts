import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MemberStandingDocument, SessionDocument } from '../collections.ts';
import { type Evidence, judgeCheckIn } from './check-in.ts';
import { windowOf } from './site-code.ts';

const hour = 3_600;
const opensAt = new Date('2026-11-25T10:00:07.000Z');
const closesAt = new Date('2026-11-25T12:00:07.000Z');
const session: SessionDocument = {
  _id: 's',
  activityId: 'a',
  activityKind: 'OPEN_ACTIVITY',
  siteId: 'site-7',
  orgPath: '/d/',
  opensAt,
  closesAt,
};
const member: MemberStandingDocument = { _id: 'm', branchId: 'b', orgPath: '/d/t/b/', status: 'ACTIVE' };
const after = (start: Date, seconds: number) => new Date(start.getTime() + seconds * 1_000);

type Way = { readonly name: string; readonly isBound: boolean; readonly isTyped: boolean };
const ways: readonly Way[] = [
  { name: '站点码，手机已绑定密钥', isBound: true, isTyped: false },
  { name: '站点码，手机未绑定密钥', isBound: false, isTyped: false },
  { name: '6 位签到码', isBound: true, isTyped: true },
];

/** The phone's clock: how far off in seconds when the tap was made, and when it was sent. */
const clocks: readonly { name: string; atTap: number; atSending: number }[] = [
  { name: '时钟准确', atTap: 0, atSending: 0 },
  { name: '一直快 25 天', atTap: 25 * 24 * hour, atSending: 25 * 24 * hour },
  { name: '点按时慢 1 分钟，后校准', atTap: -60, atSending: 0 },
  { name: '点按时慢 2 小时，后校准', atTap: -2 * hour, atSending: 0 },
  { name: '点按时快 2 小时，后校准', atTap: 2 * hour, atSending: 0 },
];

const sendings: readonly { name: string; tappedAt: Date; sentAt: Date }[] = [
  { name: '场次中，当即送达', tappedAt: after(opensAt, 1_800), sentAt: after(opensAt, 1_801) },
  { name: '开始后 4 秒点按，1 分钟后送达', tappedAt: after(opensAt, 4), sentAt: after(opensAt, 64) },
  { name: '场次中，20 分钟后送达', tappedAt: after(opensAt, 1_800), sentAt: after(opensAt, 3_000) },
  { name: '结束前 3 秒点按，7 秒后送达', tappedAt: after(closesAt, -3), sentAt: after(closesAt, 4) },
  { name: '结束前 3 秒点按，25 秒后送达', tappedAt: after(closesAt, -3), sentAt: after(closesAt, 22) },
  { name: '场次中点按，结束 20 分钟后送达', tappedAt: after(closesAt, -600), sentAt: after(closesAt, 1_200) },
  {
    name: '场次中点按，结束 71 小时后送达',
    tappedAt: after(closesAt, -600),
    sentAt: after(closesAt, 71 * hour),
  },
  {
    name: '场次中点按，结束 73 小时后送达',
    tappedAt: after(closesAt, -600),
    sentAt: after(closesAt, 73 * hour),
  },
];

/** What comes of each way (across) for each sending (down), whatever the clock. */
const expected: Record<string, readonly string[]> = {
  '场次中，当即送达': ['计入', '计入', '计入'],
  '开始后 4 秒点按，1 分钟后送达': ['计入', '计入', '计入'],
  '场次中，20 分钟后送达': ['计入', '计入', '计入'],
  '结束前 3 秒点按，7 秒后送达': ['计入', '计入', '计入'],
  '结束前 3 秒点按，25 秒后送达': ['计入', '计入', '计入'],
  '场次中点按，结束 20 分钟后送达': ['计入', '待确认', '待确认'],
  '场次中点按，结束 71 小时后送达': ['计入', '待确认', '待确认'],
  '场次中点按，结束 73 小时后送达': ['TOO_LATE', 'TOO_LATE', 'TOO_LATE'],
};

const cases = sendings.flatMap((sending) =>
  ways.flatMap((way, column) =>
    clocks.map((clock) => ({ sending, way, clock, outcome: expected[sending.name]?.[column] ?? '' })),
  ),
);

describe('a tap that was genuine and in time', () => {
  it.each(cases)('$sending.name | $way.name | $clock.name → $outcome', ({ sending, way, clock, outcome }) => {
    const { tappedAt, sentAt } = sending;
    const evidence: Evidence = way.isTyped
      ? { kind: 'SESSION_CODE' }
      : { kind: 'SITE_CODE', window: windowOf(tappedAt) };
    const judged = judgeCheckIn({
      tap: { occurredAt: after(tappedAt, clock.atTap), deviceNow: after(sentAt, clock.atSending) },
      evidence,
      session,
      member,
      isBound: way.isBound,
      now: sentAt,
    });
    expect(judged.ok ? (judged.needsPerson ? '待确认' : '计入') : judged.reason).toBe(outcome);
    if (!judged.ok) return;
    expect(judged.occurredAt >= opensAt && judged.occurredAt <= closesAt).toBe(true);
    // What a code proves is dated within its validity, whatever the clock.
    if (!way.isTyped) expect(Math.abs(judged.occurredAt.getTime() - tappedAt.getTime())).toBeLessThan(45_000);
  });

  it('has its table in the README', () => {
    const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const table = [
      row(['', ...ways.map(({ name }) => name)]),
      row(['---', ...ways.map(() => '---')]),
      ...Object.entries(expected).map(([name, outcomes]) => row([name, ...outcomes])),
    ].join('\n');
    expect(readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')).toContain(
      `${table}\n\n时钟：${clocks.map(({ name }) => name).join('、')}——各种情况结果相同。`,
    );
  });
});
