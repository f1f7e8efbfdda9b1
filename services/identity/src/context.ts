import type { EventLog } from '@hongxin/kit/relay';
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
  readonly events: EventLog;
};

export const createWorld = ({ accounts, screens, screenActions, events }: Parts) => ({
  screens,
  screenActions,
  events,
  loaders: {
    accounts: new DataLoader(accounts.byIds),
    screens: new DataLoader(screens.byIds),
  },
});

export type Context = SubgraphContext & ReturnType<typeof createWorld>;

/** Behind a rule that asks for a caller. */
export type SignedInContext = Context & { readonly viewer: Viewer };
