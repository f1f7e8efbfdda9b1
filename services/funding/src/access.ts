import { commonRules, type Rule } from '@hongxin/kit/access';

/** Who may see what; rows are a matter of the kit's `row-scope.ts`. */
export const rules = {
  ...commonRules,
  districtStaff: (viewer) => viewer?.kind === 'STAFF' && viewer.roles.some(({ role }) => role === 'DISTRICT'),
} satisfies Record<string, Rule>;
