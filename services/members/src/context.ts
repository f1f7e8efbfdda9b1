import type { SubgraphContext } from '@hongxin/kit/subgraph';
import { batched } from '@hongxin/kit/loaders';
import DataLoader from 'dataloader';
import type { MemberDocument } from './collections.ts';
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
    index: batched((ids) => indexes.find(ids), null),
    memberCount: batched(async () => countByOrganization(await members.homeCounts()), 0),
  };
}
