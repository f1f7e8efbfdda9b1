import { describe, expect, it } from 'vitest';
import { countIndex } from './pioneer-index.ts';
import type { Point } from './point-event.ts';
import { schemeOne, type PointRule } from './scheme.ts';

let made = 0;
const on = (day: number, rule: PointRule, units = 1): Point => ({
  rule,
  units,
  occurredAt: new Date(Date.UTC(2026, 10, day, 2)),
  sourceEventId: `event-${++made}`,
});
const times = (n: number, make: (i: number) => Point): Point[] =>
  Array.from({ length: n }, (_, i) => make(i));

const attended = (n: number) => times(n, (i) => on(5 + i, 'attendance'));
const lessons = (n: number) => times(n, (i) => on(1 + (i % 28), 'lesson'));
const required = (n: number) => times(n, () => on(1, 'required-session'));
const pledged = (n: number) => on(1, 'commitment-pledged', n);
const kept = (n: number) => on(9, 'commitment-kept', n);
const served = (minutes: number) => on(6, 'volunteer-minutes', minutes);
const paid = () => on(3, 'dues-paid');
const everything = () =>
  [attended(1), lessons(28), on(29, 'lesson', 2), served(180), paid(), pledged(2), kept(2)].flat();

const REGISTERED = { membership: 'REGISTERED' } as const;
const FLOATING = { membership: 'FLOATING' } as const;

type Case = {
  says: string;
  points: Point[];
  of?: typeof REGISTERED | typeof FLOATING;
  basic: number;
  bonus?: number;
  penalty?: number;
  index: number;
  grade: string;
};

const cases: Case[] = [
  { says: 'nothing at all', points: [], basic: 0, index: 0, grade: 'UNQUALIFIED' },
  {
    says: 'one attendance of a registered member: 25 of 65 due',
    points: attended(1),
    basic: 308,
    index: 308,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'one attendance of a floating member: 25 of 55 due',
    points: attended(1),
    of: FLOATING,
    basic: 364,
    index: 364,
    grade: 'UNQUALIFIED',
  },
  { says: 'all categories full', points: everything(), basic: 800, index: 800, grade: 'QUALIFIED' },
  {
    says: 'all categories full without commitments is scaled to 80',
    points: everything().filter(({ rule }) => !rule.startsWith('commitment')),
    basic: 800,
    index: 800,
    grade: 'QUALIFIED',
  },
  {
    says: 'a third of what was due, exactly',
    points: [...required(2), ...attended(1), pledged(1)],
    basic: 83,
    index: 83,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'two thirds of what was due, exactly',
    points: [...required(2), ...attended(2), pledged(1)],
    basic: 167,
    index: 167,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'half a tenth is rounded up',
    points: [on(3, 'volunteer-minutes', 3), pledged(1)],
    basic: 3,
    index: 3,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'a fraction of three kinds is rounded once',
    points: [...required(2), ...attended(1), pledged(7), kept(1), served(1)],
    basic: 106,
    index: 106,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'service ends at 15 points',
    points: [served(600), pledged(1)],
    basic: 150,
    index: 150,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'study ends at 1.5 points a day',
    points: [on(1, 'lesson', 2), on(1, 'lesson', 5), on(1, 'lesson', 1), pledged(1)],
    basic: 15,
    index: 15,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'study ends at 15 points a month',
    points: [...times(20, (i) => on(1 + i, 'lesson', 3)), pledged(1)],
    basic: 150,
    index: 150,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'more kept than pledged is no more than all',
    points: [pledged(2), kept(5)],
    basic: 150,
    index: 150,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'dues count once',
    points: [paid(), paid(), pledged(1)],
    basic: 100,
    index: 100,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'dues of a floating member are not due',
    points: [paid()],
    of: FLOATING,
    basic: 0,
    index: 0,
    grade: 'UNQUALIFIED',
  },
  { says: 'kept without a pledge is not due', points: [kept(1)], basic: 0, index: 0, grade: 'UNQUALIFIED' },
  {
    says: 'leave for all that was due leaves organization life out',
    points: [on(2, 'approved-leave'), ...lessons(28), on(29, 'lesson', 2)],
    of: FLOATING,
    basic: 400,
    index: 400,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'who came in spite of leave gets a bonus',
    points: [on(2, 'approved-leave'), ...attended(1)],
    of: FLOATING,
    basic: 0,
    bonus: 20,
    index: 20,
    grade: 'UNQUALIFIED',
  },
  {
    says: 'each activity beyond what was due',
    points: [...everything(), ...attended(2)],
    basic: 800,
    bonus: 40,
    index: 840,
    grade: 'QUALIFIED',
  },
  {
    says: 'extra activities end at 10 points',
    points: [...everything(), ...attended(9)],
    basic: 800,
    bonus: 100,
    index: 900,
    grade: 'PIONEER',
  },
  {
    says: 'bonus ends at 20 points',
    points: [...everything(), ...attended(9), on(8, 'commendation', 3)],
    basic: 800,
    bonus: 200,
    index: 1000,
    grade: 'PIONEER',
  },
  {
    says: 'penalties come off',
    points: [...everything(), on(8, 'absence-without-leave', 2), on(9, 'dues-in-arrears')],
    basic: 800,
    penalty: 90,
    index: 710,
    grade: 'BASICALLY_QUALIFIED',
  },
  {
    says: 'never below 0',
    points: [on(8, 'absence-without-leave')],
    basic: 0,
    penalty: 20,
    index: 0,
    grade: 'UNQUALIFIED',
  },
];

describe('counting the pioneer index by scheme 1', () => {
  it.each(cases)('$says', ({ points, of = REGISTERED, basic, bonus = 0, penalty = 0, index, grade }) => {
    const counted = countIndex(points, of);
    expect(counted).toMatchObject({
      tenths: index,
      grade,
      basicTenths: basic,
      bonusTenths: bonus,
      penaltyTenths: penalty,
      schemeVersion: 1,
    });
  });

  it('leaves out of the categories what was not due', () => {
    const isDue = (points: Point[], of: typeof REGISTERED | typeof FLOATING) =>
      countIndex(points, of)
        .categories.filter((category) => category.isDue)
        .map(({ category }) => category);
    expect(isDue([], REGISTERED)).toEqual(['ORGANIZATION_LIFE', 'STUDY', 'DUES', 'SERVICE']);
    expect(isDue([on(2, 'approved-leave')], FLOATING)).toEqual(['STUDY', 'SERVICE']);
    expect(isDue([pledged(1)], FLOATING)).toEqual(['ORGANIZATION_LIFE', 'STUDY', 'SERVICE', 'DUTY']);
  });

  it('names the event and the reason of each line, and the lines add up', () => {
    const { lines, categories, bonusTenths, penaltyTenths } = countIndex(
      [
        ...required(2),
        ...attended(5),
        pledged(7),
        kept(3),
        kept(1),
        served(7),
        served(8),
        served(900),
        on(9, 'absence-without-leave'),
        on(9, 'commendation'),
      ],
      REGISTERED,
    );
    const sum = (wanted: string) =>
      lines
        .filter(({ category }) => category === wanted)
        .reduce((total, { pointsTenths }) => total + pointsTenths, 0);
    for (const { category, gotTenths } of categories)
      expect([category, sum(category)]).toEqual([category, gotTenths]);
    expect([sum('BONUS'), -sum('PENALTY')]).toEqual([bonusTenths, penaltyTenths]);
    for (const { eventId, sentence } of lines) {
      expect(eventId).toMatch(/^event-\d+$/);
      expect(sentence).toMatch(/\p{Script=Han}.*分.*。$/u);
    }
    expect(lines[0]?.sentence).toBe('参加党组织活动，本月应参加 3 次，计 8.3 分。');
    expect(lines.at(-1)?.sentence).toBe('无故缺席组织生活 1 次，扣 2.0 分。');
  });

  it('does not count what was undone', () => {
    const undone = { ...(attended(1)[0] as Point), voidedBy: 'event' };
    expect(countIndex([undone], REGISTERED)).toEqual(countIndex([], REGISTERED));
  });

  it.each([
    [900, 'PIONEER'],
    [899, 'QUALIFIED'],
    [750, 'QUALIFIED'],
    [749, 'BASICALLY_QUALIFIED'],
    [600, 'BASICALLY_QUALIFIED'],
    [599, 'UNQUALIFIED'],
    [0, 'UNQUALIFIED'],
  ])('grades %i tenths as %s', (tenths, grade) => {
    const scheme = { ...schemeOne, basicTenths: tenths };
    expect(countIndex(everything(), REGISTERED, scheme)).toMatchObject({ tenths, grade });
  });
});
