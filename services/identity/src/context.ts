import type { SubgraphContext } from '@hongxin/kit/subgraph';
import type { Viewer } from '@hongxin/kit/viewer';
import DataLoader from 'dataloader';
import type { AccountStore } from './account/store.ts';
import type { ScreenActions } from './screen/actions.ts';
import type { ScreenStore } from './screen/store.ts';

/** What lives as long as the process. */
export type Parts = {
  readonly accounts: AccountStore;
  readonly screens: ScreenStore;
  readonly screenActions: ScreenActions;
};

export const createWorld = ({ accounts, screens, screenActions }: Parts) => ({
  screens,
  screenActions,
  loaders: {
    accounts: new DataLoader(accounts.byIds),
    screens: new DataLoader(screens.byIds),
  },
});

export type Context = SubgraphContext & ReturnType<typeof createWorld>;

/** Behind a rule that asks for a caller. */
export type SignedInContext = Context & { readonly viewer: Viewer };
