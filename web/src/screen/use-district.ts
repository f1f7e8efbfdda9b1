import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { request } from '../graphql/client.ts';
import type { WallDistrictQuery } from '../graphql/generated/graphql.ts';
import { wallDistrictDocument, wallSitesOnlineDocument } from './screen-documents.ts';
import { usePolling } from './use-polling.ts';

const SITES_EVERY_MS = 20_000;

export type WallTownship = WallDistrictQuery['townships'][number];
export type WallSite = WallDistrictQuery['sites'][number];

export type District = {
  townships: ComputedRef<readonly WallTownship[]>;
  sites: ComputedRef<readonly WallSite[]>;
  siteById: ComputedRef<ReadonlyMap<string, WallSite>>;
  /** Ids of the sites heard from; null until asked. */
  onlineIds: ShallowRef<ReadonlySet<string> | null>;
};

/** Townships and sites, asked until they are there, then which of the sites are online, every 20 s. */
export function useDistrict(): District {
  const district = shallowRef<WallDistrictQuery | null>(null);
  const onlineIds = shallowRef<ReadonlySet<string> | null>(null);

  usePolling(
    async () => {
      const { sites } = district.value ? await request(wallSitesOnlineDocument, {}, 'screen') : await load();
      onlineIds.value = new Set(sites.filter(({ isOnline }) => isOnline).map(({ id }) => id));
    },
    {
      everyMs: SITES_EVERY_MS,
      onOutcome(problem) {
        if (problem !== null) console.warn('sites not read', problem);
      },
    },
  );

  async function load(): Promise<WallDistrictQuery> {
    district.value = await request(wallDistrictDocument, {}, 'screen');
    return district.value;
  }

  const sites = computed(() => district.value?.sites ?? []);
  return {
    townships: computed(() => district.value?.townships ?? []),
    sites,
    siteById: computed(() => new Map(sites.value.map((site) => [site.id, site]))),
    onlineIds,
  };
}
