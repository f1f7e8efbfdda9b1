import type { Caller } from './callers.ts';
import { type Right, rolesWith } from './rights.ts';

/**
 * Who may see what, in the words of `rights.ts`, written without looking at the services' code: what `access.ts` of a service
 * does must come out the same for every field and every caller.
 */
type Policy = (who: Caller) => boolean;

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
const has = (right: Right) => is(...rolesWith(right));
const hasInScope =
  (right: Right): Policy =>
  (who) =>
    has(right)(who) && isInScope(who);
/** A steward's place is the site itself, which no place around a document is. */
const steward = is('STEWARD');
/** Every role of the work reads enterprises, a steward none. */
const works = has('ENTERPRISES');
const clientAdmin = oneOf(has('GRANTS'), has('SYSTEMS'));
const screenOfTheSite: Policy = (who) => who.kind === 'SCREEN' && who.isItsOwn === true;
const readsAttendance = oneOf(has('ATTENDANCE'), kind('SCREEN'), kind('CLIENT'));

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
  districtStaff: has('SPENDING'),

  // of more than one service
  screenAdmin: has('SCREENS'),

  // activities
  activityStaff: has('ACTIVITIES'),
  doorStaff: has('DOOR'),
  attendanceReader: readsAttendance,
  ownOrAttendanceReader: oneOf(itself, readsAttendance),
  screenOfSite: screenOfTheSite,
  screenOfSiteOrActivityStaff: oneOf(
    screenOfTheSite,
    (who) => !steward(who) && hasInScope('DOOR')(who),
    (who) => steward(who) && who.relation === 'site',
  ),
  checkInStaffInScope: hasInScope('MEMBERS'),

  // members
  self: itself,
  memberStaff: has('MEMBERS'),
  selfOrStaffInScope: oneOf(itself, hasInScope('MEMBERS')),
  recordKeeper: has('RECORDS'),
  selfOrRecordKeeper: oneOf(itself, hasInScope('RECORDS')),
  revealer: has('NUMBERS'),

  // funding
  moneyStaff: has('MONEY'),

  // organizations
  treeReader: ({ label }) => label === 'service identity' || label === 'service activities',
  organizationReader: has('ORGANIZATIONS'),
  staffInScope: hasInScope('ENTERPRISES'),

  // identity
  screenAdminInScope: hasInScope('SCREENS'),
  systemAdmin: has('ACCOUNTS'),
  securityAdmin: has('GRANTS'),
  accountAdmin: oneOf(has('ACCOUNTS'), has('GRANTS')),
  auditor: has('AUDIT'),
  clientAdmin,
  clientSelfOrAdmin: oneOf(clientAdmin, (who) => who.kind === 'CLIENT' && who.isItsOwn === true),
  clientOrAdmin: oneOf(clientAdmin, kind('CLIENT')),
};
