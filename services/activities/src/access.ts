import { commonRules, type Rule } from '@hongxin/kit/access';
import { covers, holds, holdsAt, type Viewer } from '@hongxin/kit/viewer';
import type { CheckInDocument, SessionDocument } from './collections.ts';

/** Roles that run activities in their part of the tree; an instructor advises and runs none. */
export const RUNS_ACTIVITIES = [
  'DISTRICT',
  'COMMITTEE_UNIT',
  'TOWNSHIP',
  'INDUSTRY',
  'SECRETARY',
  'STEWARD',
  'PARTY_WORKER',
] as const;

/** Where and when persons were is for who works with it: staff, walls, and systems under an agreement. A member sees the own. */
const attendanceReader = (viewer: Viewer | null): boolean =>
  commonRules.staff(viewer) || viewer?.kind === 'SCREEN' || viewer?.kind === 'CLIENT';

const isScreenOf = (viewer: Viewer | null, session: SessionDocument): boolean =>
  viewer?.kind === 'SCREEN' && viewer.scopes.includes(`site:${session.siteId}`);

/** Who may see and do what in this service, by the names that stand in the SDL. */
export const rules = {
  ...commonRules,
  /** Staff who run activities; their scope in the tree is tested where the sites are known. */
  activityStaff: (viewer: Viewer | null) => holds(viewer, ...RUNS_ACTIVITIES),
  /** A screen that was approved for the session's site. */
  screenOfSite: isScreenOf,
  /** Such a screen, or who runs activities at the session's place and reads the code out to a member whose camera fails. */
  screenOfSiteOrActivityStaff: (viewer: Viewer | null, session: SessionDocument) =>
    holdsAt(viewer, session.orgPath, ...RUNS_ACTIVITIES) || isScreenOf(viewer, session),
  attendanceReader,
  /** Who looks after screens; of which ones, identity knows. */
  screenAdmin: (viewer: Viewer | null) => holds(viewer, 'DISTRICT', 'SYSTEM_ADMIN'),
  /** Of a check-in: staff at work whose role covers the member's home. */
  staffInScope: (viewer: Viewer | null, { orgPath }: CheckInDocument) =>
    viewer?.kind === 'STAFF' && covers(viewer, orgPath),
  /** Of a check-in: whoever made it: whoever made it, and who works with attendance. */
  ownOrAttendanceReader: (viewer: Viewer | null, { memberId, orgPath }: CheckInDocument) =>
    viewer?.kind === 'CLIENT'
      ? covers(viewer, orgPath)
      : (viewer?.kind === 'MEMBER' && viewer.sub === memberId) || attendanceReader(viewer),
  /** The member's own, or for staff whose role covers the member's home; of a member without a known home the own only. */
  selfOrStaffInScope: (
    viewer: Viewer | null,
    { id, orgPath }: { id: string; orgPath?: string | undefined },
  ) =>
    (viewer?.kind === 'MEMBER' && viewer.sub === id) ||
    (viewer?.kind === 'STAFF' && orgPath !== undefined && covers(viewer, orgPath)),
} satisfies Record<string, Rule>;
