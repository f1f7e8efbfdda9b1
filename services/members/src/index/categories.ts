import { dayOf } from '@hongxin/kit/time';
import type { CategoryScore, IndexLine, MembershipKind } from '../collections.ts';
import type { Point } from './point-event.ts';
import { points as shown, roundHalfUp } from './rounding.ts';
import type { Category, PointRule, Scheme } from './scheme.ts';

/** What a category brought, exactly: `got / per` tenths. */
export type CountedCategory = { score: CategoryScore; got: number; per: number; lines: IndexLine[] };

/** An attendance beyond what was due, for the bonus. */
export type ExtraAttendance = { point: Point; times: number };

type Share = { point: Point; share: number; what: string };
type Counting = { category: Category; isDue: boolean; per: number; shares: Share[] };

/** The five categories of the basic part, and the attendances that were more than due. */
export function countCategories(
  valid: readonly Point[],
  member: { readonly membership: MembershipKind },
  scheme: Scheme,
): { counted: CountedCategory[]; extra: ExtraAttendance[] } {
  const life = organizationLife(valid, scheme);
  const countings = [
    life.counting,
    study(valid, scheme),
    dues(valid, member.membership === 'REGISTERED', scheme),
    service(valid, scheme),
    duty(valid, scheme),
  ];
  return { counted: countings.map((counting) => count(counting, scheme)), extra: life.extra };
}

const of = (valid: readonly Point[], rule: PointRule) => valid.filter((point) => point.rule === rule);
const total = (valid: readonly Point[], rule: PointRule) =>
  of(valid, rule).reduce((sum, { units }) => sum + units, 0);

function organizationLife(
  valid: readonly Point[],
  scheme: Scheme,
): { counting: Counting; extra: ExtraAttendance[] } {
  const required = scheme.fixedActivityDays + total(valid, 'required-session');
  const due = Math.max(0, required - total(valid, 'approved-leave'));
  const extra: ExtraAttendance[] = [];
  const shares: Share[] = [];
  let left = due;
  for (const point of of(valid, 'attendance')) {
    const times = Math.min(point.units, left);
    left -= times;
    const what = `参加党组织活动，本月应参加 ${due} 次`;
    if (times > 0) shares.push({ point, share: times * scheme.caps.ORGANIZATION_LIFE, what });
    if (point.units > times) extra.push({ point, times: point.units - times });
  }
  return {
    counting: { category: 'ORGANIZATION_LIFE', isDue: due > 0, per: Math.max(1, due), shares },
    extra,
  };
}

function study(valid: readonly Point[], { lesson }: Scheme): Counting {
  const ofDay = new Map<string, number>();
  const shares = of(valid, 'lesson').map((point) => {
    const day = dayOf(point.occurredAt);
    const before = ofDay.get(day) ?? 0;
    const share = Math.min(point.units * lesson.tenths, lesson.dayTenths - before);
    ofDay.set(day, before + share);
    const limit = share < point.units * lesson.tenths ? `（每日最多 ${shown(lesson.dayTenths)} 分）` : '';
    return { point, share, what: `学习 ${point.units} 课${limit}` };
  });
  return { category: 'STUDY', isDue: true, per: 1, shares };
}

function dues(valid: readonly Point[], isDue: boolean, { caps }: Scheme): Counting {
  const shares = of(valid, 'dues-paid').map((point) => ({
    point,
    share: caps.DUES,
    what: '当月按时交纳党费',
  }));
  return { category: 'DUES', isDue, per: 1, shares };
}

function service(valid: readonly Point[], scheme: Scheme): Counting {
  const shares = of(valid, 'volunteer-minutes').map((point) => ({
    point,
    share: point.units * scheme.volunteerHourTenths,
    what: `志愿服务 ${point.units} 分钟`,
  }));
  return { category: 'SERVICE', isDue: true, per: 60, shares };
}

function duty(valid: readonly Point[], { caps }: Scheme): Counting {
  const pledged = total(valid, 'commitment-pledged');
  const shares = of(valid, 'commitment-kept').map((point) => ({
    point,
    share: point.units * caps.DUTY,
    what: `兑现承诺 ${point.units} 项，本月共承诺 ${pledged} 项`,
  }));
  return { category: 'DUTY', isDue: pledged > 0, per: Math.max(1, pledged), shares };
}

/** Lines are differences of the rounded running sum, so that they add up to the category's figure. */
function count({ category, isDue, per, shares }: Counting, scheme: Scheme): CountedCategory {
  const capTenths = scheme.caps[category];
  const cap = isDue ? capTenths * per : 0;
  let got = 0;
  const lines: IndexLine[] = [];
  for (const { point, share, what } of shares) {
    const before = roundHalfUp(got, per);
    const isCapped = got + share > cap;
    got = Math.min(cap, got + share);
    const pointsTenths = roundHalfUp(got, per) - before;
    const limit = isCapped ? `（此类最多 ${shown(capTenths)} 分）` : '';
    const sentence = isDue
      ? `${what}，计 ${shown(pointsTenths)} 分${limit}。`
      : `${what}；本月此类没有要求，不计分。`;
    const { rule, occurredAt, sourceEventId: eventId } = point;
    lines.push({ eventId, category, rule, pointsTenths, occurredAt, sentence });
  }
  return { score: { category, gotTenths: roundHalfUp(got, per), capTenths, isDue }, got, per, lines };
}
