import type { Refusals } from '@hongxin/kit/audit';
import type { SubgraphContext } from '@hongxin/kit/subgraph';
import { batched } from '@hongxin/kit/loaders';
import type { Vault } from '@hongxin/kit/vault';
import DataLoader from 'dataloader';
import type { MemberDocument } from './collections.ts';
import type { IndexStore } from './index/index-store.ts';
import type { PictureFeed } from './index/picture-feed.ts';
import type { PictureStore } from './index/picture-store.ts';
import type { RotationStore } from './keys/rotation-store.ts';
import { countByOrganization } from './member/member-count.ts';
import { openName } from './member/opened.ts';
import type { MemberStore } from './member/store.ts';
import type { ConsentStore } from './privacy/consent-store.ts';
import type { DisclosureStore } from './privacy/disclosure-store.ts';
import type { ObjectionStore } from './privacy/objection-store.ts';

export type Stores = {
  readonly vault: Vault;
  readonly members: MemberStore;
  readonly indexes: IndexStore;
  readonly pictures: PictureStore;
  readonly pictureFeed: PictureFeed;
  readonly consents: ConsentStore;
  readonly disclosures: DisclosureStore;
  readonly objections: ObjectionStore;
  readonly refusals: Refusals;
  readonly rotations: RotationStore;
  /** Has the running rotation go on now; never waited for. */
  wakeRotation(): void;
  /** Wakes the relay; never waited for. */
  tell(): void;
  now(): Date;
};

export type World = Stores & { readonly loaders: ReturnType<typeof createLoaders> };

export type Context = World & SubgraphContext;

/** The world of one request. */
export const createWorld = (stores: Stores): World => ({ ...stores, loaders: createLoaders(stores) });

function createLoaders({ members, indexes, consents, objections, vault }: Stores) {
  return {
    member: new DataLoader<string, MemberDocument | null>((ids) => members.findAll(ids)),
    /** Opened once a request, and never kept for another. */
    name: new DataLoader<MemberDocument, string, string>(
      (asked) => Promise.all(asked.map((member) => openName(vault, member))),
      { cacheKeyFn: ({ _id }) => _id },
    ),
    consents: batched((ids) => consents.currentOf(ids), []),
    objections: batched((ids) => objections.ofMembers(ids), []),
    index: batched((ids) => indexes.find(ids), null),
    memberCount: batched(async () => countByOrganization(await members.homeCounts()), 0),
  };
}
