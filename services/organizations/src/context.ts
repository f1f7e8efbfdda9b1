import type { SubgraphContext } from '@hongxin/kit/subgraph';
import { byId } from '@hongxin/kit/loaders';
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
