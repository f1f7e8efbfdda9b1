import { commonRules, type Rule } from '@hongxin/kit/access';
import { KNOWS_MEMBERS, placeOfSite } from '@hongxin/kit/roles';
import { covers, holds, holdsAt, type Viewer } from '@hongxin/kit/viewer';
import type { CheckInDocument, SessionDocument } from './collections.ts';

/** Roles that run activities in their part of the tree. An instructor advises, a department of industry reads: they run none. */
const RUNS_ACTIVITIES = ['DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY', 'PARTY_WORKER'] as const;

/** Whether the viewer is the steward of the very site whose place it is; held at an organization the role opens nothing. */
export const isStewardAt = (viewer: Viewer | null, place: string): boolean =>
  viewer?.kind === 'STAFF' &&
  viewer.roles.some(({ role, orgPath }) => role === 'STEWARD' && orgPath === place);

/** Whether the viewer runs activities at the place, or is the steward of the site that it is. */
export const worksAt = (viewer: Viewer | null, place: string): boolean =>
  holdsAt(viewer, place, ...RUNS_ACTIVITIES) || isStewardAt(viewer, place);

/**
 * Where and when persons were is for who works with it: staff, stewards, walls, and systems under an agreement; of whom, says
 * `attendance/scope.ts`. A member sees the own.
 */
const attendanceReader = (viewer: Viewer | null): boolean =>
  commonRules.staff(viewer) ||
  holds(viewer, 'STEWARD') ||
  viewer?.kind === 'SCREEN' ||
  viewer?.kind === 'CLIENT';

const isScreenOf = (viewer: Viewer | null, session: SessionDocument): boolean =>
  viewer?.kind === 'SCREEN' && viewer.scopes.includes(`site:${session.siteId}`);

/** Who may see and do what in this service, by the names that stand in the SDL. */
export const rules = {
  ...commonRules,
  /** Staff who run activities; their scope in the tree is tested where the sites are known. */
  activityStaff: (viewer: Viewer | null) => holds(viewer, ...RUNS_ACTIVITIES),
  /** Those, and stewards, who undo a check-in at their door. */
  doorStaff: (viewer: Viewer | null) => holds(viewer, ...RUNS_ACTIVITIES, 'STEWARD'),
  /** A screen that was approved for the session's site. */
  screenOfSite: isScreenOf,
  /** Such a screen, or who works at the session's site and reads the code out to a member whose camera fails. */
  screenOfSiteOrActivityStaff: (viewer: Viewer | null, session: SessionDocument) =>
    holdsAt(viewer, session.orgPath, ...RUNS_ACTIVITIES) ||
    isStewardAt(viewer, placeOfSite(session.orgPath, session.siteId)) ||
    isScreenOf(viewer, session),
  attendanceReader,
  /** Who looks after screens; of which ones, identity knows. */
  screenAdmin: (viewer: Viewer | null) => holds(viewer, 'DISTRICT', 'SYSTEM_ADMIN'),
  /** Of a check-in: staff who work with members, over the member's home. */
  checkInStaffInScope: (viewer: Viewer | null, { orgPath }: CheckInDocument) =>
    holdsAt(viewer, orgPath, ...KNOWS_MEMBERS),
  /** Of a check-in: whoever made it: whoever made it, and who works with attendance. */
  ownOrAttendanceReader: (viewer: Viewer | null, { memberId, orgPath }: CheckInDocument) =>
    viewer?.kind === 'CLIENT'
      ? covers(viewer, orgPath)
      : (viewer?.kind === 'MEMBER' && viewer.sub === memberId) || attendanceReader(viewer),
  /** The member's own, or for staff who work with members, over the member's home; of a member without a known home the own only. */
  selfOrStaffInScope: (
    viewer: Viewer | null,
    { id, orgPath }: { id: string; orgPath?: string | undefined },
  ) =>
    (viewer?.kind === 'MEMBER' && viewer.sub === id) ||
    (orgPath !== undefined && holdsAt(viewer, orgPath, ...KNOWS_MEMBERS)),
} satisfies Record<string, Rule>;
