import { unauthenticated } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { clampFirst } from '@hongxin/kit/paging';
import type { OrganizationDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { type DistrictFounding, foundDistrict } from './actions.ts';

type Page = { readonly superiorId?: string | null; readonly first: number; readonly after?: string | null };

export const organizationResolvers = {
  Query: {
    organization: (_: unknown, { id }: { id: string }, { loaders }: Context) => loaders.organization.load(id),
    organizations: (_: unknown, page: Page, { stores, viewer }: Context) =>
      stores.organizations.below(
        page.superiorId ?? null,
        viewer,
        clampFirst(page.first, 100),
        page.after ?? null,
      ),
    organizationPath: async (_: unknown, { id }: { id: string }, { loaders }: Context) =>
      (await loaders.organization.load(id))?.orgPath ?? null,
    foundedDistrict: async (_: unknown, __: unknown, { stores }: Context) => {
      const district = await stores.organizations.district();
      return district && { ...district, replayed: true };
    },
    organizationFigures: (_: unknown, __: unknown, { figures }: Context) => figures.district(),
  },

  Mutation: {
    async foundDistrict(_: unknown, founding: DistrictFounding, { stores, viewer }: Context) {
      if (!viewer) throw unauthenticated();
      const { district, replayed } = await foundDistrict(stores.organizations, founding, actorOf(viewer));
      return { ...district, replayed };
    },
  },

  FoundedDistrict: { organizationId: ({ _id }: OrganizationDocument) => _id },

  PartyOrganization: {
    __resolveReference: async ({ id }: { id: string }, { referred }: Context) => referred.organization(id),
    id: (organization: OrganizationDocument) => organization._id,
    superior: ({ superiorId }: OrganizationDocument, _: unknown, { referred }: Context) =>
      superiorId === null ? null : referred.organization(superiorId),
    township: ({ townshipCode }: OrganizationDocument, _: unknown, { referred }: Context) =>
      townshipCode ? referred.township(townshipCode) : null,
    enterprise: ({ enterpriseId }: OrganizationDocument, _: unknown, { referred }: Context) =>
      enterpriseId ? referred.enterprise(enterpriseId) : null,
  },
};
