import type { Peer } from '@hongxin/kit/peer';

/** Asks the owner of the tree: activities keeps no copy of it. */
export const createPathOfOrganization =
  (organizations: Peer) =>
  async (id: string): Promise<string | null> => {
    const answer = await organizations<{ organizationPath: string | null }>(
      'query($id: ID!) { organizationPath(id: $id) }',
      { id },
    );
    return answer.organizationPath;
  };
