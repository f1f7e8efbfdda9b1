import { commonRules, type Rule } from '@hongxin/kit/access';

export const rules = {
  ...commonRules,
  districtStaff: (viewer) => viewer?.kind === 'STAFF' && viewer.roles.some(({ role }) => role === 'DISTRICT'),
} satisfies Record<string, Rule>;
