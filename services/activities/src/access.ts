import { commonRules, type Rule } from '@hongxin/kit/access';
import type { Viewer } from '@hongxin/kit/viewer';
import type { SessionDocument } from './collections.ts';

/** Who may see and do what in this service, by the names that stand in the SDL. */
export const rules = {
  ...commonRules,
  /** Staff who run activities; their scope in the tree is tested where the sites are known. */
  activityStaff: (viewer: Viewer | null) =>
    viewer?.kind === 'STAFF' &&
    viewer.roles.some(({ role }) => role === 'DISTRICT' || role === 'TOWNSHIP' || role === 'STEWARD'),
  /** A screen that was approved for the session's site. */
  screenOfSite: (viewer: Viewer | null, session: SessionDocument) =>
    viewer?.kind === 'SCREEN' && viewer.scopes.includes(`site:${session.siteId}`),
  /** Such a screen, or staff who read the code out to a member whose camera fails. */
  screenOfSiteOrStaff: (viewer: Viewer | null, session: SessionDocument) =>
    viewer?.kind === 'STAFF' ||
    (viewer?.kind === 'SCREEN' && viewer.scopes.includes(`site:${session.siteId}`)),
  /** The member's own, or staff. */
  selfOrStaff: (viewer: Viewer | null, member: { id: string }) =>
    viewer?.kind === 'STAFF' || (viewer?.kind === 'MEMBER' && viewer.sub === member.id),
} satisfies Record<string, Rule>;
