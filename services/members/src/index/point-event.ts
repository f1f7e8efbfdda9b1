import { monthOf } from '@hongxin/kit/time';
import type { PointEventDocument } from '../collections.ts';
import type { PointRule } from './scheme.ts';

/** What of a point event the index is counted from. */
export type Point = Pick<PointEventDocument, 'rule' | 'units' | 'occurredAt' | 'sourceEventId'> & {
  /** Read from an index, what is missing is null. */
  voidedBy?: string | null;
};

type PointFacts = {
  memberId: string;
  rule: PointRule;
  units: number;
  occurredAt: Date;
  /** Id of what the point is about: a check-in, a lesson, a payment. */
  sourceId: string;
  sourceEventId: string;
};

/** The same fact always makes the same document, whoever tells it and however often. */
export function newPointEvent({ sourceId, memberId, ...facts }: PointFacts): PointEventDocument {
  return {
    _id: `${sourceId}:${facts.rule}`,
    indexId: indexId(memberId, monthOf(facts.occurredAt)),
    ...facts,
  };
}

/** A member's index of one month; the months stand together. */
export const indexId = (memberId: string, month: string): string => `${month}:${memberId}`;

export function memberAndMonth(id: string): { memberId: string; month: string } {
  const [month = '', memberId = ''] = id.split(':');
  return { memberId, month };
}
