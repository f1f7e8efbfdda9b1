import { clockText, dayText, isoDayText } from '../ui/time-text.ts';

/** `11月23日 16:05`, with the year where it is not this one: a day and a minute in Asia/Shanghai. */
export function momentText(moment: string, locale: string): string {
  const isThisYear = isoDayText(moment).slice(0, 4) === isoDayText(new Date().toISOString()).slice(0, 4);
  return `${isThisYear ? dayText(moment, locale) : isoDayText(moment)} ${clockText(moment)}`;
}
