import { commonRules } from '@hongxin/kit/access';

/** Who may see what; rows are a matter of the kit's `row-scope.ts`. */
export const rules = commonRules;
