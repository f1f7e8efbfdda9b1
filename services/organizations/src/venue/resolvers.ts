import type { DemonstrationBeltDocument, ServiceCenterDocument } from '../collections.ts';
import type { Context } from '../context.ts';

type Reference = { readonly id: string };
const townshipOf = ({ townshipCode }: { townshipCode: string }, _: unknown, { referred }: Context) =>
  referred.township(townshipCode);

export const venueResolvers = {
  Query: {
    serviceCenters: (_: unknown, __: unknown, { stores }: Context) => stores.venues.centers(),
    demonstrationBelts: (_: unknown, __: unknown, { stores }: Context) => stores.venues.belts(),
  },

  ServiceCenter: {
    __resolveReference: async ({ id }: Reference, { referred }: Context) => referred.serviceCenter(id),
    id: (center: ServiceCenterDocument) => center._id,
    township: townshipOf,
  },

  DemonstrationBelt: {
    __resolveReference: async ({ id }: Reference, { referred }: Context) => referred.demonstrationBelt(id),
    id: (belt: DemonstrationBeltDocument) => belt._id,
  },

  DemonstrationBeltNode: { township: townshipOf },
};
