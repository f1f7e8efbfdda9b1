import type { SubgraphContext } from '@hongxin/kit/subgraph';
import { batched } from '@hongxin/kit/loaders';
import type { Figures } from './fund-line/figures.ts';
import type { FundLineStore } from './fund-line/store.ts';
import type { LedgerWorld } from './ledger/actions.ts';

/** What lives as long as the process. */
export type Shared = {
  readonly stores: { readonly fundLines: FundLineStore };
  readonly ledger: LedgerWorld;
  readonly figures: Figures;
};

export type World = ReturnType<typeof createWorld>;
export type Context = World & SubgraphContext;

/** Made anew for each request, so that nobody reads what was loaded for another. */
export function createWorld(shared: Shared) {
  const { fundLines } = shared.stores;
  const { balances, postingsOf } = shared.ledger.store;
  const linesById = async (ids: readonly string[]) =>
    new Map((await fundLines.byIds(ids)).map((line) => [line._id, line]));
  return {
    ...shared,
    loaders: {
      fundLine: batched(linesById, null),
      linesOfOrganization: batched(fundLines.ofOrganizations, []),
      balance: batched((ids) => balances(ids), 0),
      postings: batched(postingsOf, []),
    },
  };
}
