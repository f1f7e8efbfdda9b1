import { clampFirst } from '@hongxin/kit/paging';
import { maskName } from '@hongxin/kit/personal-data';
import type { MemberDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { memberFigures } from './member-count.ts';

const MOST_MEMBERS = 100;

type Page = { branchId: string; first: number; after?: string | null };

export const memberResolvers = {
  Query: {
    myMembership: (_: unknown, __: unknown, { viewer, loaders }: Context) =>
      viewer?.kind === 'MEMBER' ? loaders.member.load(viewer.sub) : null,
    member: (_: unknown, { id }: { id: string }, { viewer, members }: Context) =>
      viewer && members.findInScope(id, viewer),
    members(_: unknown, args: Page, { viewer, members }: Context) {
      const first = clampFirst(args.first, MOST_MEMBERS);
      return viewer && members.ofBranch(args.branchId, viewer, first, args.after ?? undefined);
    },
    memberFigures: async (_: unknown, __: unknown, { members }: Context) =>
      memberFigures(await members.homeCounts()),
    memberByPhoneIndex: (_: unknown, { phoneIndex }: { phoneIndex: string }, { members }: Context) =>
      members.findSignIn(phoneIndex),
  },
  PartyMember: {
    __resolveReference: async ({ id }: { id: string }, { loaders }: Context) => loaders.member.load(id),
    id: ({ _id }: MemberDocument) => _id,
    maskedName: ({ name }: MemberDocument) => maskName(name),
    maskedPhone: ({ phoneMasked }: MemberDocument) => phoneMasked,
    homeBranch: ({ branchId }: MemberDocument) => ({ id: branchId }),
  },
  PartyOrganization: {
    __resolveReference: async ({ id }: { id: string }) => ({ id }),
    memberCount: ({ id }: { id: string }, _: unknown, { loaders }: Context) => loaders.memberCount.load(id),
  },
};
