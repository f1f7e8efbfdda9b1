import { assertSameContent } from '@hongxin/kit/same-content';
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

/** Throws ID_REUSED unless what is stored under an id is what is asked for with it; `storedReason` in clear. */
export const assertSameObjection = (
  stored: Pick<IndexObjectionDocument, 'memberId' | 'month' | 'eventId' | 'rule'>,
  storedReason: string,
  { memberId, month, eventId, rule, reason }: Asked,
): void =>
  assertSameContent(
    { ...stored, reason: storedReason },
    { memberId, month, eventId, rule, reason },
    '这个异议编号已用于另一项。请刷新页面后重新提交。',
  );
