import { elapsedMs, type Moment } from '../lib/elapsed.ts';

/** As identity counts it for staff: a console that nobody touches must not keep renewing its session. */
export const IDLE_AFTER_MS = 15 * 60_000;

/** What is known of the last touch in any of the console's tabs. */
export type Touch = {
  /** As the tab that was touched wrote it down; another text is a new touch. */
  mark: string | null;
  /** When this tab saw it. */
  seenAt: Moment;
};

/** Only a new mark begins the count anew: a clock that is set back keeps nobody signed in, nor does a device that slept. */
export function lastTouch(held: Touch, mark: string | null, now: Moment): Touch {
  return mark === held.mark ? held : { mark, seenAt: now };
}

export function isIdle({ seenAt }: Touch, now: Moment): boolean {
  return elapsedMs(seenAt, now) >= IDLE_AFTER_MS;
}
