import type { SubgraphContext } from '@hongxin/kit/subgraph';
import DataLoader from 'dataloader';
import type { EnterpriseStore } from './enterprise/store.ts';
import type { Figures } from './organization/figures.ts';
import type { OrganizationStore } from './organization/store.ts';
import type { TownshipStore } from './township/store.ts';
import type { VenueStore } from './venue/store.ts';

/** What lives as long as the process. */
export type Shared = {
  readonly stores: {
    readonly organizations: OrganizationStore;
    readonly enterprises: EnterpriseStore;
    readonly townships: TownshipStore;
    readonly venues: VenueStore;
  };
  readonly figures: Figures;
};

export type World = ReturnType<typeof createWorld>;
export type Context = World & SubgraphContext;

/** Made anew for each request, so that nobody reads what was loaded for another. */
export function createWorld(shared: Shared) {
  const { organizations, enterprises, townships, venues } = shared.stores;
  return {
    ...shared,
    loaders: {
      organization: byId(organizations.byIds),
      enterprise: byId(enterprises.byIds),
      township: byId(townships.byCodes),
      serviceCenter: byId(venues.centers),
      demonstrationBelt: byId(venues.belts),
    },
  };
}

/** One question for all ids of a moment; null where there is no such document. */
function byId<T extends { _id: string }>(find: (ids: readonly string[]) => Promise<T[]>) {
  return new DataLoader<string, T | null>(async (ids) => {
    const found = new Map((await find(ids)).map((document) => [document._id, document]));
    return ids.map((id) => found.get(id) ?? null);
  });
}
