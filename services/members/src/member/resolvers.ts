import { foundOr } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import type { MemberDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { pageByName } from './by-name.ts';
import { memberFigures } from './member-count.ts';

const MOST_MEMBERS = 100;
/** Of a member whom something refers to and nobody is. */
export const NO_MEMBER = '党员不存在，可能已从名册中移除。请核对党员编号。';

type Page = { branchId: string; first: number; after?: string | null };

export const memberResolvers = {
  Query: {
    myMembership: (_: unknown, __: unknown, { viewer, loaders }: Context) =>
      viewer?.kind === 'MEMBER' ? loaders.member.load(viewer.sub) : null,
    member: (_: unknown, { id }: { id: string }, { viewer, members }: Context) =>
      viewer && members.findInScope(id, viewer),
    async members(_: unknown, args: Page, { viewer, members, loaders }: Context) {
      const first = clampFirst(args.first, MOST_MEMBERS);
      if (!viewer) return [];
      const found = await members.ofBranch(args.branchId, viewer);
      const named = found.map(async (member) => ({ member, name: await loaders.name.load(member) }));
      return pageByName(await Promise.all(named), first, args.after);
    },
    memberFigures: async (_: unknown, __: unknown, { members }: Context) =>
      memberFigures(await members.homeCounts()),
    memberByPhoneIndex: (_: unknown, { phoneIndex }: { phoneIndex: string }, { members }: Context) =>
      members.findSignIn(phoneIndex),
  },
  PartyMember: {
    __resolveReference: async ({ id }: { id: string }, { loaders }: Context) =>
      foundOr(await loaders.member.load(id), NO_MEMBER),
    id: ({ _id }: MemberDocument) => _id,
    name: (member: MemberDocument, _: unknown, { loaders }: Context) => loaders.name.load(member),
    maskedPhone: ({ phoneMasked }: MemberDocument) => phoneMasked,
    homeBranch: ({ branchId }: MemberDocument) => ({ id: branchId }),
  },
  PartyOrganization: {
    __resolveReference: async ({ id }: { id: string }) => ({ id }),
    memberCount: ({ id }: { id: string }, _: unknown, { loaders }: Context) => loaders.memberCount.load(id),
  },
};
