// Times are UTC on the wire and Asia/Shanghai before people: UTC+8 the whole year since 1991.
const OFFSET_MS = 8 * 3_600_000;

/** `YYYY-MM-DD` in Asia/Shanghai. */
export function dayOf(ms: number): string {
  return shifted(ms).slice(0, 10);
}

/** `HH:mm:ss` in Asia/Shanghai. */
export function clockOf(ms: number): string {
  return shifted(ms).slice(11, 19);
}

/** `HH:mm` in Asia/Shanghai. */
export function minuteOf(ms: number): string {
  return shifted(ms).slice(11, 16);
}

/** `HH:mm` of an end, where midnight is the end of its day: 24:00. */
export function endMinuteOf(ms: number): string {
  const minute = minuteOf(ms);
  return minute === '00:00' ? '24:00' : minute;
}

/** 0 is Sunday. */
export function weekdayOf(ms: number): number {
  return new Date(ms + OFFSET_MS).getUTCDay();
}

export function yearOf(ms: number): number {
  return new Date(ms + OFFSET_MS).getUTCFullYear();
}

function shifted(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString();
}
