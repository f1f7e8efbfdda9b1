import { clampFirst } from '@hongxin/kit/paging';
import type { Context } from '../context.ts';

type Reference = { readonly id: string };

export const attendanceResolvers = {
  PartyMember: {
    __resolveReference: async ({ id }: Reference, { memberOf }: Context) => memberOf(id),
    attendanceCount: (member: Reference, _: unknown, { loaders }: Context) =>
      loaders.attendanceOfMember.load(member.id),
    attendances: (member: Reference, args: { first: number }, { stores }: Context) =>
      stores.checkIns.ofMember(member.id, clampFirst(args.first, 100)),
  },

  PartyOrganization: {
    __resolveReference: async ({ id }: Reference) => ({ id }),
    async hostedActivities(organization: Reference, args: { first: number }, { loaders }: Context) {
      const first = clampFirst(args.first, 100);
      return (await loaders.activitiesOfHost.load(organization.id)).slice(0, first);
    },
    attendanceCount: (organization: Reference, _: unknown, { loaders }: Context) =>
      loaders.attendanceOfOrganization.load(organization.id),
  },
};
