import { ROLES } from '@hongxin/kit/roles';
import type { Caller } from './callers.ts';

/**
 * Who may see what, in words of the field, written without looking at the services' code: what `access.ts` of a service
 * does must come out the same for every field and every caller.
 */
type Policy = (who: Caller) => boolean;

const works: Policy = ({ role }) => role !== undefined && ROLES[role] === 'WORK';
const isInScope: Policy = ({ relation }) => relation === 'own' || relation === 'parent';
const is =
  (...roles: string[]): Policy =>
  ({ role }) =>
    role !== undefined && roles.includes(role);
const oneOf =
  (...policies: Policy[]): Policy =>
  (who) =>
    policies.some((policy) => policy(who));
const kind =
  (name: Caller['kind']): Policy =>
  (who) =>
    who.kind === name;
const itself: Policy = (who) => who.kind === 'MEMBER' && who.isItsOwn === true;
const runsActivities = is(
  'DISTRICT',
  'COMMITTEE_UNIT',
  'TOWNSHIP',
  'INDUSTRY',
  'SECRETARY',
  'STEWARD',
  'PARTY_WORKER',
);
const screenOfTheSite: Policy = (who) => who.kind === 'SCREEN' && who.isItsOwn === true;
const readsAttendance = oneOf(works, kind('SCREEN'), kind('CLIENT'));

export const policy: Record<string, Policy> = {
  anyone: () => true,
  caller: (who) => who.kind !== 'NOBODY',
  member: kind('MEMBER'),
  person: oneOf(kind('MEMBER'), kind('STAFF')),
  staff: works,
  screen: kind('SCREEN'),
  client: kind('CLIENT'),
  service: kind('SERVICE'),
  'service:identity': ({ label }) => label === 'service identity',
  'service:gateway': ({ label }) => label === 'service gateway',
  districtStaff: is('DISTRICT'),

  // of more than one service
  staffInScope: (who) => works(who) && isInScope(who),
  screenAdmin: is('DISTRICT', 'SYSTEM_ADMIN'),

  // activities
  activityStaff: runsActivities,
  attendanceReader: readsAttendance,
  ownOrAttendanceReader: oneOf(itself, readsAttendance),
  screenOfSite: screenOfTheSite,
  screenOfSiteOrActivityStaff: oneOf(screenOfTheSite, (who) => runsActivities(who) && isInScope(who)),

  // members
  self: itself,
  selfOrStaffInScope: oneOf(itself, (who) => works(who) && isInScope(who)),
  revealer: is('DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY'),

  // organizations
  organizationReader: oneOf(works, is('SECURITY_ADMIN')),

  // identity
  screenAdminInScope: (who) => is('DISTRICT', 'SYSTEM_ADMIN')(who) && isInScope(who),
  systemAdmin: is('SYSTEM_ADMIN'),
  securityAdmin: is('SECURITY_ADMIN'),
  accountAdmin: is('SYSTEM_ADMIN', 'SECURITY_ADMIN'),
  auditor: is('AUDIT_ADMIN', 'AUDITOR'),
  clientAdmin: is('SECURITY_ADMIN', 'AUDIT_ADMIN'),
  clientSelfOrAdmin: oneOf(
    is('SECURITY_ADMIN', 'AUDIT_ADMIN'),
    (who) => who.kind === 'CLIENT' && who.isItsOwn === true,
  ),
  clientOrAdmin: oneOf(is('SECURITY_ADMIN', 'AUDIT_ADMIN'), kind('CLIENT')),
};
