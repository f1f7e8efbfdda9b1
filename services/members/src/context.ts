import type { SubgraphContext } from '@hongxin/kit/subgraph';
import DataLoader from 'dataloader';
import type { MemberDocument, PioneerIndexDocument } from './collections.ts';
import type { IndexStore } from './index/index-store.ts';
import type { PictureFeed } from './index/picture-feed.ts';
import type { PictureStore } from './index/picture-store.ts';
import { countByOrganization } from './member/member-count.ts';
import type { MemberStore } from './member/store.ts';

export type Stores = {
  readonly members: MemberStore;
  readonly indexes: IndexStore;
  readonly pictures: PictureStore;
  readonly pictureFeed: PictureFeed;
};

export type World = Stores & { readonly loaders: ReturnType<typeof createLoaders> };

export type Context = World & SubgraphContext;

/** The world of one request. */
export const createWorld = (stores: Stores): World => ({ ...stores, loaders: createLoaders(stores) });

function createLoaders({ members, indexes }: Stores) {
  return {
    member: new DataLoader<string, MemberDocument | null>((ids) => members.findAll(ids)),
    index: new DataLoader<string, PioneerIndexDocument | null>(async (ids) => {
      const found = await indexes.find(ids);
      return ids.map((id) => found.get(id) ?? null);
    }),
    memberCount: new DataLoader<string, number>(async (ids) => {
      const counts = countByOrganization(await members.homeCounts());
      return ids.map((id) => counts.get(id) ?? 0);
    }),
  };
}
