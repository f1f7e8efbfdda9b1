import type { SubgraphContext } from '@hongxin/kit/subgraph';
import type { Viewer } from '@hongxin/kit/viewer';
import DataLoader from 'dataloader';
import type { Administration } from './account/admin-actions.ts';
import type { RoleActions } from './account/role-actions.ts';
import type { AccountStore } from './account/store.ts';
import type { AuditStore } from './audit/store.ts';
import type { ClientActions } from './client/actions.ts';
import type { ReportUsage } from './client/report-usage.ts';
import type { ClientStore } from './client/store.ts';
import type { ScreenActions } from './screen/actions.ts';
import type { ScreenStore } from './screen/store.ts';
import type { SessionEnding } from './session/ending.ts';
import type { SessionStore } from './session/store.ts';

/** What lives as long as the process. */
export type Parts = {
  readonly auditStore: AuditStore;
  readonly accounts: AccountStore;
  readonly screens: ScreenStore;
  readonly screenActions: ScreenActions;
  readonly administration: Administration;
  readonly roleActions: RoleActions;
  readonly sessionStore: SessionStore;
  readonly ending: SessionEnding;
  readonly clients: ClientStore;
  readonly clientActions: ClientActions;
  readonly reportUsage: ReportUsage;
};

export const createWorld = ({
  auditStore,
  accounts,
  screens,
  screenActions,
  sessionStore,
  ending,
  administration,
  roleActions,
  clients,
  clientActions,
  reportUsage,
}: Parts) => ({
  auditStore,
  accounts,
  clients,
  clientActions,
  reportUsage,
  administration,
  roleActions,
  sessionStore,
  ending,
  screens,
  screenActions,
  loaders: {
    accounts: new DataLoader(accounts.byIds),
    screens: new DataLoader(screens.byIds),
    clients: new DataLoader(clients.byIds),
    openSessionsOfStaff: new DataLoader(async (ids: readonly string[]) => {
      const counts = await sessionStore.countOpen('STAFF', ids, new Date());
      return ids.map((id) => counts.get(id) ?? 0);
    }),
    screenRenewals: new DataLoader((ids: readonly string[]) => sessionStore.lastTurned('SCREEN', ids)),
  },
});

export type Context = SubgraphContext & ReturnType<typeof createWorld>;

/** Behind a rule that asks for a caller. */
export type SignedInContext = Context & { readonly viewer: Viewer };
