import { placeOf } from '@hongxin/kit/vault';
import type { IndexObjectionDocument } from './documents.ts';

/** A line of an index, as its event and its rule name it. */
export type LineName = { readonly month: string; readonly eventId: string; readonly rule: string };

export const hasLine = (
  lines: readonly Pick<LineName, 'eventId' | 'rule'>[],
  { eventId, rule }: LineName,
): boolean => lines.some((line) => line.eventId === eventId && line.rule === rule);

/** The place that an objection's sealed reason is bound to. */
export const objectionPlace = (id: string): string => placeOf('indexObjections', 'reason', id);

type Asked = LineName & { readonly memberId: string; readonly reason: string };

/** Whether what is stored under an id is what is asked for with it; `storedReason` in clear. */
export const isSameObjection = (
  stored: Pick<IndexObjectionDocument, 'memberId' | 'month' | 'eventId' | 'rule'>,
  storedReason: string,
  asked: Asked,
): boolean =>
  stored.memberId === asked.memberId &&
  stored.month === asked.month &&
  stored.eventId === asked.eventId &&
  stored.rule === asked.rule &&
  storedReason === asked.reason;
