import type { Peer } from '@hongxin/kit/peer';

/** Paths in the organization tree, asked of their owner: identity keeps no copy of the tree. */
export type Places = {
  /** Null when there is no such organization. */
  organization(id: string): Promise<string | null>;
  /** Null when there is no such site. */
  site(id: string): Promise<string | null>;
};

export const createPlaces = (organizations: Peer, activities: Peer): Places => ({
  async organization(id) {
    const answer = await organizations<{ organizationPath: string | null }>(
      'query($id: ID!) { organizationPath(id: $id) }',
      { id },
    );
    return answer.organizationPath;
  },
  async site(id) {
    const answer = await activities<{ sitePath: string | null }>('query($id: ID!) { sitePath(id: $id) }', {
      id,
    });
    return answer.sitePath;
  },
});
