import { newId } from '@hongxin/kit/ids';
import type { ClientSession } from 'mongoose';
import type { Collections } from '../collections.ts';
import type { NoticeDocument } from './documents.ts';

export type NoticeStore = ReturnType<typeof createNoticeStore>;

/** One command of a transaction writes at most so many. */
const BATCH = 1_000;

export function createNoticeStore({ notices }: Pick<Collections, 'notices'>) {
  return {
    /** `transaction`: that of what the notices tell of. */
    async add(transaction: ClientSession, told: readonly Omit<NoticeDocument, '_id'>[]): Promise<void> {
      for (let from = 0; from < told.length; from += BATCH)
        await notices.insertMany(
          told.slice(from, from + BATCH).map((one) => ({ _id: newId(), ...one })),
          { session: transaction },
        );
    },

    ofMember: (memberId: string, first: number) =>
      notices.find({ memberId }).sort({ at: -1, _id: -1 }).limit(first).lean<NoticeDocument[]>().exec(),
  };
}
