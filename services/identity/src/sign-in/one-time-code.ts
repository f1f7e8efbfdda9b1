import { dayOf, endOfDay } from '@hongxin/kit/time';
import type { OneTimeCodeDocument } from '../collections.ts';

export const CODE_LIFE_MS = 5 * 60_000;
export const RESEND_AFTER_MS = 60_000;
export const MAX_TRIES = 5;
export const MAX_SENT_ON_DAY = 10;

type Sent = Pick<OneTimeCodeDocument, 'sentAt' | 'day' | 'sentOnDay'>;
export type SendVerdict =
  | { send: true; day: string; sentOnDay: number }
  | { send: false; retryAfterSeconds: number };

/** May a code go to this number now? The same for numbers in the roster and others. */
export function judgeSend(known: Sent | null, now: Date): SendVerdict {
  const day = dayOf(now);
  const sentToday = known?.day === day ? known.sentOnDay : 0;
  const sinceLastMs = known ? now.getTime() - known.sentAt.getTime() : Number.POSITIVE_INFINITY;
  if (sentToday >= MAX_SENT_ON_DAY) return wait(endOfDay(day).getTime() - now.getTime());
  if (sinceLastMs < RESEND_AFTER_MS) return wait(RESEND_AFTER_MS - sinceLastMs);
  return { send: true, day, sentOnDay: sentToday + 1 };
}

const wait = (ms: number): SendVerdict => ({ send: false, retryAfterSeconds: Math.ceil(ms / 1000) });

type Tried = Pick<OneTimeCodeDocument, 'expiresAt' | 'tries' | 'usedAt'>;
export type TryVerdict = 'RIGHT' | 'CODE_WRONG' | 'CODE_EXPIRED' | 'TOO_MANY_TRIES';

/** A used code is an expired one: whoever tries it needs a new one. After the fifth wrong try even the right code is refused. */
export function judgeTry(known: Tried | null, matches: boolean, now: Date): TryVerdict {
  if (!known || known.usedAt || known.expiresAt <= now) return 'CODE_EXPIRED';
  if (known.tries >= MAX_TRIES) return 'TOO_MANY_TRIES';
  return matches ? 'RIGHT' : 'CODE_WRONG';
}
