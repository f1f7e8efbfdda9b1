import type { SubgraphContext } from '@hongxin/kit/subgraph';
import { foundOr } from '@hongxin/kit/errors';
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
  const loaders = {
    organization: byId(organizations.byIds),
    enterprise: byId(enterprises.byIds),
    township: byId(townships.byCodes),
    serviceCenter: byId(venues.centers),
    demonstrationBelt: byId(venues.belts),
  };
  return {
    ...shared,
    loaders,
    /** What something else refers to: NOT_FOUND where it is not there. */
    referred: {
      organization: async (id: string) =>
        foundOr(await loaders.organization.load(id), '组织不存在，可能已撤销。请核对组织编号。'),
      enterprise: async (id: string) =>
        foundOr(await loaders.enterprise.load(id), '企业不存在，可能已注销。请核对企业编号。'),
      township: async (code: string) =>
        foundOr(await loaders.township.load(code), '乡镇（街道）不存在。请核对行政区划代码。'),
      serviceCenter: async (id: string) =>
        foundOr(await loaders.serviceCenter.load(id), '区域党群服务中心不存在。请核对编号。'),
      demonstrationBelt: async (id: string) =>
        foundOr(await loaders.demonstrationBelt.load(id), '示范带不存在。请核对编号。'),
    },
  };
}
