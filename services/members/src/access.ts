import { commonRules, type Rule } from '@hongxin/kit/access';
import { covers } from '@hongxin/kit/viewer';
import type { MemberDocument } from './collections.ts';

export const rules = {
  ...commonRules,
  /** Of a member: that member, and staff with a role over the home branch. */
  selfOrStaffInScope: (viewer, member: MemberDocument) =>
    (viewer?.kind === 'MEMBER' && viewer.sub === member._id) ||
    (viewer?.kind === 'STAFF' && covers(viewer, member.orgPath)),
} satisfies Record<string, Rule>;
