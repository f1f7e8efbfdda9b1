import type { Collections, DemonstrationBeltDocument, ServiceCenterDocument } from '../collections.ts';

export type VenueStore = ReturnType<typeof createVenueStore>;

/** Few of each: five centers, five belts. */
export function createVenueStore({ serviceCenters, demonstrationBelts }: Collections) {
  return {
    centers: (ids?: readonly string[]) =>
      serviceCenters.find(chosen(ids)).sort({ _id: 1 }).lean<ServiceCenterDocument[]>().exec(),
    belts: (ids?: readonly string[]) =>
      demonstrationBelts.find(chosen(ids)).sort({ _id: 1 }).lean<DemonstrationBeltDocument[]>().exec(),
  };
}

const chosen = (ids: readonly string[] | undefined) => (ids ? { _id: { $in: ids } } : {});
