import type { IndexLine } from '../collections.ts';
import type { ExtraAttendance } from './categories.ts';
import type { Point } from './point-event.ts';
import { points as shown } from './rounding.ts';
import type { LineRule, Scheme } from './scheme.ts';

type Counted = { tenths: number; lines: IndexLine[] };

/** Extra activities first, then commendations, each until its cap is reached. */
export function countBonus(
  valid: readonly Point[],
  extra: readonly ExtraAttendance[],
  { bonus }: Scheme,
): Counted {
  const { extraActivity, commendationTenths } = bonus;
  const commendations = valid.filter(({ rule }) => rule === 'commendation');
  const lines: IndexLine[] = [];
  let tenths = 0;
  let ofExtra = 0;
  for (const { point, times } of extra) {
    const wanted = times * extraActivity.tenths;
    const got = Math.min(wanted, extraActivity.capTenths - ofExtra, bonus.capTenths - tenths);
    ofExtra += got;
    tenths += got;
    lines.push(
      line(
        'BONUS',
        point,
        'extra-activity',
        got,
        `在应参加次数之外又参加开放式党组织活动${gain(got, wanted, extraActivity.capTenths)}`,
      ),
    );
  }
  for (const point of commendations) {
    const wanted = point.units * commendationTenths;
    const got = Math.min(wanted, bonus.capTenths - tenths);
    tenths += got;
    lines.push(line('BONUS', point, point.rule, got, `受到表彰${gain(got, wanted, bonus.capTenths)}`));
  }
  return { tenths, lines };
}

export function countPenalty(valid: readonly Point[], { penalty }: Scheme): Counted {
  const lines = valid.flatMap((point) => {
    if (point.rule === 'absence-without-leave') {
      const lost = point.units * penalty.absenceTenths;
      return [
        line(
          'PENALTY',
          point,
          point.rule,
          -lost,
          `无故缺席组织生活 ${point.units} 次，扣 ${shown(lost)} 分。`,
        ),
      ];
    }
    if (point.rule === 'dues-in-arrears') {
      const lost = point.units * penalty.arrearsTenths;
      return [line('PENALTY', point, point.rule, -lost, `拖欠党费，扣 ${shown(lost)} 分。`)];
    }
    return [];
  });
  return { tenths: lines.reduce((sum, { pointsTenths }) => sum - pointsTenths, 0), lines };
}

const gain = (got: number, wanted: number, capTenths: number): string =>
  `，加 ${shown(got)} 分${got < wanted ? `（最多加 ${shown(capTenths)} 分）` : ''}。`;

function line(
  category: 'BONUS' | 'PENALTY',
  { occurredAt, sourceEventId: eventId }: Point,
  rule: LineRule,
  pointsTenths: number,
  sentence: string,
): IndexLine {
  return { eventId, category, rule, pointsTenths, occurredAt, sentence };
}
