import { siteIdsOf } from '../screen/scopes.ts';
import type { Context } from '../context.ts';
import type { Viewer } from '@hongxin/kit/viewer';

export const accountResolvers = {
  Query: {
    viewer: (_source: unknown, _args: unknown, { viewer }: Context) =>
      viewer?.kind === 'SERVICE' ? null : viewer,
  },
  Viewer: {
    id: (viewer: Viewer) => viewer.sub,
    displayName: async (viewer: Viewer, _args: unknown, { loaders }: Context) =>
      viewer.kind === 'STAFF' ? ((await loaders.accounts.load(viewer.sub))?.displayName ?? null) : null,
    siteIds: (viewer: Viewer) => siteIdsOf(viewer.scopes),
  },
};
