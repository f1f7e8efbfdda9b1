import { commonRules, type Rule } from '@hongxin/kit/access';
import { KNOWS_MEMBERS } from '@hongxin/kit/roles';
import { holds, holdsAt, type Viewer } from '@hongxin/kit/viewer';
import type { MemberDocument } from './collections.ts';
import { KEEPS_RECORDS, REVEALERS } from './privacy/reveal.ts';

const isSelf = (viewer: Viewer | null, member: MemberDocument): boolean =>
  viewer?.kind === 'MEMBER' && viewer.sub === member._id;

export const rules = {
  ...commonRules,
  /** That member alone. */
  self: isSelf,
  /** Staff who work with members by name; with whom, is a matter of scope. */
  memberStaff: (viewer) => holds(viewer, ...KNOWS_MEMBERS),
  /** Of a member: that member, and staff who work with members, over the home branch. */
  selfOrStaffInScope: (viewer, member: MemberDocument) =>
    isSelf(viewer, member) || holdsAt(viewer, member.orgPath, ...KNOWS_MEMBERS),
  /** Staff who keep members' records; whose, is a matter of scope. */
  recordKeeper: (viewer) => holds(viewer, ...KEEPS_RECORDS),
  /** Of a member: that member, and staff who keep records, over the home branch. */
  selfOrRecordKeeper: (viewer, member: MemberDocument) =>
    isSelf(viewer, member) || holdsAt(viewer, member.orgPath, ...KEEPS_RECORDS),
  /** Staff who may see personal numbers in full; whose, is a matter of scope. */
  revealer: (viewer) => holds(viewer, ...REVEALERS),
  securityAdmin: (viewer) => holds(viewer, 'SECURITY_ADMIN'),
} satisfies Record<string, Rule>;
