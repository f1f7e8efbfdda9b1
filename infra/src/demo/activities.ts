import type {
  ActivityDocument,
  ActivityKind,
  SessionDocument,
  SiteDocument,
} from '@hongxin/activities/collections';
import { dayOf, startOfDay } from '@hongxin/kit/time';
import { idMaker } from './ids.ts';
import { createRng, type Rng } from './rng.ts';

export type Held = {
  activity: ActivityDocument;
  session: SessionDocument;
  site: SiteDocument;
  day: string;
  beginsAt: Date;
};

export const YEAR_DAYS = 365;
const MONTHS = 12;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Each unit of the province picks one of these days of the month for its members' fixed activity day. */
const FIXED_DAYS = ['05', '15', '25'];
const FIXED_DAY_SHARE = 0.85;

/** Opening, beginning and end of the usual hours, in minutes of the day. */
const HOURS = {
  morning: [8.5 * 60, 9 * 60, 11.5 * 60],
  afternoon: [14 * 60, 14.5 * 60, 17 * 60],
  evening: [18 * 60, 18.5 * 60, 20.5 * 60],
} as const;

const THEMES: Record<ActivityKind, readonly string[]> = {
  OPEN_FIXED_ACTIVITY_DAY: [
    '“同过一个固定日”开放式党员固定活动日',
    '“我来当书记”开放式党员固定活动日',
    '“红心向党”开放式党员固定活动日',
  ],
  OPEN_ACTIVITY: [
    '“党建+创新”开放式党组织活动',
    '“亮身份、践承诺”开放式党组织活动',
    '“企业开放日”党组织活动',
  ],
  THEME_PARTY_DAY: ['“安全生产我先行”主题党日', '“绿色富阳”主题党日', '“党徽闪耀车间”主题党日'],
  PARTY_LECTURE: ['书记讲党课', '青年党员微党课', '基层党务知识党课'],
  SALON: ['两新党组织书记沙龙', '党员技术骨干沙龙', '党企联席沙龙'],
  VOLUNTEER_SERVICE: ['“微公益”志愿服务', '江边清洁志愿服务', '便民服务进园区'],
};
const OTHER_KINDS: readonly ActivityKind[] = [
  'OPEN_ACTIVITY',
  'OPEN_ACTIVITY',
  'SALON',
  'PARTY_LECTURE',
  'VOLUNTEER_SERVICE',
  'THEME_PARTY_DAY',
];

/**
 * A year of open activities that ends on the day before `today`: about one a month at each site, most of them on a fixed
 * day. In order of time.
 */
export function makeActivities(
  seed: string,
  count: number,
  sites: readonly SiteDocument[],
  today: string,
): Held[] {
  const rng = createRng(seed, 'activities');
  const newId = idMaker(rng);
  const days = daysOfYear(today);
  const taken = new Set<string>();
  return places(count, sites, rng)
    .map(({ site, month }) => ({ site, day: freeDay(site, month, days, taken, rng) }))
    .sort((a, b) => (a.day + a.site.code < b.day + b.site.code ? -1 : 1))
    .map(({ site, day }) => hold(site, day, rng, newId));
}

export function daysOfYear(today: string): string[] {
  const end = startOfDay(today).getTime();
  return Array.from({ length: YEAR_DAYS }, (_, i) => dayOf(new Date(end - (YEAR_DAYS - i) * DAY_MS)));
}

/** Each site in each month once; then some sites again. Fewer than that: some sites in some months. */
function places(
  count: number,
  sites: readonly SiteDocument[],
  rng: Rng,
): { site: SiteDocument; month: number }[] {
  const all = sites.flatMap((site) => Array.from({ length: MONTHS }, (_, month) => ({ site, month })));
  const rounds = Math.floor(count / all.length);
  return [
    ...Array.from({ length: rounds }, () => all).flat(),
    ...rng.shuffled(all).slice(0, count % all.length),
  ];
}

/** One activity a day at a site is enough. */
function freeDay(
  site: SiteDocument,
  month: number,
  days: readonly string[],
  taken: Set<string>,
  rng: Rng,
): string {
  const from = Math.floor((month * YEAR_DAYS) / MONTHS);
  const window = days.slice(from, Math.floor(((month + 1) * YEAR_DAYS) / MONTHS));
  const fixed = window.filter((day) => FIXED_DAYS.includes(day.slice(-2)));
  for (;;) {
    const day = rng.pick(rng.chance(FIXED_DAY_SHARE) ? fixed : window);
    const place = `${site.code} ${day}`;
    if (taken.has(place)) continue;
    taken.add(place);
    return day;
  }
}

function hold(site: SiteDocument, day: string, rng: Rng, newId: (at: Date) => string): Held {
  const isFixedDay = FIXED_DAYS.includes(day.slice(-2));
  const kind = isFixedDay && rng.chance(0.9) ? 'OPEN_FIXED_ACTIVITY_DAY' : rng.pick(OTHER_KINDS);
  const hours =
    HOURS[
      isWeekend(day) ? rng.pick(['morning', 'afternoon'] as const) : rng.chance(0.7) ? 'evening' : 'afternoon'
    ];
  const [opensAt, beginsAt, closesAt] = hours.map(
    (minutes) => new Date(startOfDay(day).getTime() + minutes * MINUTE_MS),
  ) as [Date, Date, Date];
  const activity: ActivityDocument = {
    _id: newId(opensAt),
    title: `${rng.pick(THEMES[kind])}（${site.name}）`,
    kind,
    hostOrganizationId: site.hostOrganizationId,
    orgPath: site.orgPath,
    startsAt: opensAt,
  };
  const session: SessionDocument = {
    _id: newId(opensAt),
    activityId: activity._id,
    activityKind: kind,
    siteId: site._id,
    orgPath: site.orgPath,
    opensAt,
    closesAt,
  };
  return { activity, session, site, day, beginsAt };
}

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
