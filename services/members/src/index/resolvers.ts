import { badInput } from '@hongxin/kit/errors';
import { monthOf } from '@hongxin/kit/time';
import type { MemberDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import type { IndexPicture } from './picture.ts';
import { indexId } from './point-event.ts';

type Month = { month?: string | null };

export const indexResolvers = {
  Query: {
    indexPicture: (_: unknown, { month }: Month, { pictures }: Context) => pictures.picture(readMonth(month)),
  },
  Subscription: {
    indexPictureChanged: {
      subscribe: (_: unknown, __: unknown, { pictureFeed }: Context) => pictureFeed.subscribe(),
    },
  },
  PartyMember: {
    pioneerIndex: ({ _id }: MemberDocument, { month }: Month, { loaders }: Context) =>
      loaders.index.load(indexId(_id, readMonth(month))),
  },
  BranchIndex: {
    branch: ({ branchId }: IndexPicture['branches'][number]) => ({ id: branchId }),
  },
};

function readMonth(month: string | null | undefined): string {
  if (month === null || month === undefined) return monthOf(new Date());
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(month)) throw badInput('月份格式不对，应为“年-月”，例如 2026-11。');
  return month;
}
