import type { MembershipKind, PioneerIndexDocument } from '../collections.ts';
import { countBonus, countPenalty } from './bonus-and-penalty.ts';
import { countCategories, type CountedCategory } from './categories.ts';
import type { Point } from './point-event.ts';
import { roundHalfUp } from './rounding.ts';
import { schemeOne, type Scheme } from './scheme.ts';

export type CountedIndex = Pick<
  PioneerIndexDocument,
  | 'tenths'
  | 'grade'
  | 'basicTenths'
  | 'bonusTenths'
  | 'penaltyTenths'
  | 'schemeVersion'
  | 'categories'
  | 'lines'
>;

/**
 * A member's index of one month: a pure function of the scheme, the month's points in the order in which they happened,
 * and whether the member is registered here. Fractions are exact until the basic part is rounded, once, at the end.
 */
export function countIndex(
  points: readonly Point[],
  member: { readonly membership: MembershipKind },
  scheme: Scheme = schemeOne,
): CountedIndex {
  const valid = points.filter((point) => !point.voidedBy);
  const categories = countCategories(valid, member, scheme);
  const bonus = countBonus(valid, categories.extra, scheme);
  const penalty = countPenalty(valid, scheme);
  const due = categories.counted.filter(({ score }) => score.isDue);
  const basicTenths = scaleBasic(due, scheme);
  const tenths = Math.min(1000, Math.max(0, basicTenths + bonus.tenths - penalty.tenths));
  return {
    tenths,
    grade: scheme.grades.find(({ from }) => tenths >= from)?.grade ?? 'UNQUALIFIED',
    basicTenths,
    bonusTenths: bonus.tenths,
    penaltyTenths: penalty.tenths,
    schemeVersion: scheme.version,
    categories: categories.counted.map(({ score }) => score),
    lines: [...categories.counted.flatMap(({ lines }) => lines), ...bonus.lines, ...penalty.lines],
  };
}

/** Categories with nothing due are left out; what is left is scaled to the full basic part. */
function scaleBasic(due: readonly CountedCategory[], scheme: Scheme): number {
  const per = due.reduce((product, category) => product * category.per, 1);
  const got = due.reduce((sum, category) => sum + category.got * (per / category.per), 0);
  const caps = due.reduce((sum, { score }) => sum + score.capTenths, 0);
  return caps === 0 ? 0 : roundHalfUp(scheme.basicTenths * got, per * caps);
}
