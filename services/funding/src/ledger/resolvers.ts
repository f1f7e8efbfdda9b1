import type { Viewer } from '@hongxin/kit/viewer';
import type { LedgerPosting } from '../collections.ts';
import type { Context } from '../context.ts';
import { recordFundSpending, type RecordFundSpendingInput } from './actions.ts';
import { refusalTexts } from './refusals.ts';

export const ledgerResolvers = {
  Mutation: {
    async recordFundSpending(
      _: unknown,
      { input }: { input: RecordFundSpendingInput },
      { ledger, loaders, viewer }: Context,
    ) {
      const answer = await recordFundSpending(ledger, viewer as Viewer, input); // its rule: staff only
      if (answer.kind === 'ACCEPTED') {
        const { line, posting, replayed } = answer;
        // Two spendings in one operation: the second must not show what was loaded for the first.
        loaders.balance.clear(line._id);
        loaders.postings.clear(line._id);
        return { __typename: 'RecordFundSpendingAccepted', fundLine: line, posting, replayed };
      }
      const { reason, balanceFen } = answer;
      const texts = refusalTexts(balanceFen, input.amountFen)[reason];
      return { __typename: 'RecordFundSpendingRefused', reason, balanceFen, ...texts };
    },
  },

  LedgerPosting: { id: (posting: LedgerPosting) => posting._id },
};
