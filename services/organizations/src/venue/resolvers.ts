import type { DemonstrationBeltDocument, ServiceCenterDocument } from '../collections.ts';
import type { Context } from '../context.ts';

type Reference = { readonly id: string };
const townshipOf = ({ townshipCode }: { townshipCode: string }, _: unknown, { loaders }: Context) =>
  loaders.township.load(townshipCode);

export const venueResolvers = {
  Query: {
    serviceCenters: (_: unknown, __: unknown, { stores }: Context) => stores.venues.centers(),
    demonstrationBelts: (_: unknown, __: unknown, { stores }: Context) => stores.venues.belts(),
  },

  ServiceCenter: {
    __resolveReference: async ({ id }: Reference, { loaders }: Context) => loaders.serviceCenter.load(id),
    id: (center: ServiceCenterDocument) => center._id,
    township: townshipOf,
  },

  DemonstrationBelt: {
    __resolveReference: async ({ id }: Reference, { loaders }: Context) => loaders.demonstrationBelt.load(id),
    id: (belt: DemonstrationBeltDocument) => belt._id,
  },

  DemonstrationBeltNode: { township: townshipOf },
};
