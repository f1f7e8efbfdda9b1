import { request } from '../graphql/client.ts';
import { useLoaded, type Loaded } from '../ui/use-loaded.ts';
import { CONSOLE_HOSTS, CONSOLE_ORGANIZATIONS_BELOW } from './documents.ts';

type Host = { id: string; name: string };
export type Hosts = { district: readonly Host[]; ofSites: readonly Host[] };

/** Organizations that may host an activity: the district's and townships' committees, and those that run sites. */
export function useHosts(): Loaded<Hosts> {
  return useLoaded(async () => {
    const { sites, organizations } = await request(CONSOLE_HOSTS, {}, 'staff');
    const ofSites = new Map(sites.flatMap(({ hostOrganization: host }) => (host ? [[host.id, host]] : [])));
    const [top] = organizations;
    const below = top
      ? (await request(CONSOLE_ORGANIZATIONS_BELOW, { superiorId: top.id }, 'staff')).organizations
      : [];
    return { district: [...organizations, ...below], ofSites: [...ofSites.values()] };
  });
}
