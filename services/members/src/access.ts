import { commonRules, type Rule } from '@hongxin/kit/access';
import { covers, holds, type Viewer } from '@hongxin/kit/viewer';
import type { MemberDocument } from './collections.ts';
import { REVEALERS } from './privacy/reveal.ts';

const isSelf = (viewer: Viewer | null, member: MemberDocument): boolean =>
  viewer?.kind === 'MEMBER' && viewer.sub === member._id;

export const rules = {
  ...commonRules,
  /** That member alone. */
  self: isSelf,
  /** Of a member: that member, and staff with a role over the home branch. */
  selfOrStaffInScope: (viewer, member: MemberDocument) =>
    isSelf(viewer, member) || (viewer?.kind === 'STAFF' && covers(viewer, member.orgPath)),
  /** Staff who may see personal numbers in full; whose, is a matter of scope. */
  revealer: (viewer) => holds(viewer, ...REVEALERS),
  securityAdmin: (viewer) => holds(viewer, 'SECURITY_ADMIN'),
} satisfies Record<string, Rule>;
