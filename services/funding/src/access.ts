import { commonRules, type Rule } from '@hongxin/kit/access';
import { holds } from '@hongxin/kit/viewer';

/** Who plans, spends or accounts for money in the own part of the tree. */
export const HANDLES_MONEY = ['DISTRICT', 'TOWNSHIP', 'SECRETARY', 'PARTY_WORKER'] as const;

/** Who may see what; rows are a matter of the kit's `row-scope.ts`. */
export const rules = {
  ...commonRules,
  /** Staff who handle money; which lines, is a matter of scope. */
  moneyStaff: (viewer) => holds(viewer, ...HANDLES_MONEY),
} satisfies Record<string, Rule>;
