// Moments of the wire (ISO texts) for people, always in Asia/Shanghai.
import { clockOf, dayOf, minuteOf } from '../lib/district-time.ts';

const ZONE = 'Asia/Shanghai';
const chineseDay = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'long', day: 'numeric' });
const englishDay = new Intl.DateTimeFormat('en', { timeZone: ZONE, month: 'short', day: 'numeric' });
const chineseLongDay = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'long',
});
const englishLongDay = new Intl.DateTimeFormat('en', {
  timeZone: ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'long',
});

/** `16:05` */
export function clockText(moment: string): string {
  return minuteOf(Date.parse(moment));
}

/** The end of something: midnight is `24:00` of the day that ends. */
export function endText(moment: string): string {
  const text = clockText(moment);
  return text === '00:00' ? '24:00' : text;
}

/** `16:05:09` */
export function secondsText(moment: string): string {
  return clockOf(Date.parse(moment));
}

/** `2026-11-23` */
export function isoDayText(moment: string): string {
  return dayOf(Date.parse(moment));
}

/** `11月23日` / `Nov 23` */
export function dayText(moment: string, locale: string): string {
  return (locale === 'en' ? englishDay : chineseDay).format(Date.parse(moment));
}

/** `11月23日星期一` / `Monday, November 23` */
export function longDayText(ms: number, locale: string): string {
  return (locale === 'en' ? englishLongDay : chineseLongDay).format(ms);
}

/** `2026-11`, or so many months before it. */
export function monthText(ms: number, monthsBack = 0): string {
  const [year = 0, month = 1] = dayOf(ms).split('-').map(Number);
  const index = year * 12 + (month - 1) - monthsBack;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** What a field of type `datetime-local` holds, as Shanghai's time. */
export function fromLocalField(value: string): string {
  return new Date(`${value}:00+08:00`).toISOString();
}

export function toLocalField(ms: number): string {
  return `${dayOf(ms)}T${minuteOf(ms)}`;
}
