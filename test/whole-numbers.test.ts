import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, type TypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';

/**
 * GraphQL's Int ends at 2 147 483 647. A larger number, or one that is no number, is an error in its place, and a null where
 * a whole list may have stood. Whoever adds an Int says here why it cannot come to that; what can is bounded before it is
 * said (`withinInt` of the kit), or takes a scalar of its own, as money does (`Fen`).
 */
const WHY = {
  'an argument: more is refused (clampFirst, the action’s own limits)': [
    'AcknowledgeFeedInput.shown',
    'AcknowledgeFeedInput.slowestMs',
    'ActivitySession.checkIns(first)',
    'ApiClient.usage(days)',
    'PartyMember.attendances(first)',
    'PartyMember.disclosures(first)',
    'PartyOrganization.hostedActivities(first)',
    'Query.activities(first)',
    'Query.activitiesEvents(first)',
    'Query.auditRows(first)',
    'Query.awaitingCheckIns(first)',
    'Query.consents(first)',
    'Query.enterprises(first)',
    'Query.fundLines(first)',
    'Query.fundingEvents(first)',
    'Query.fundingFigures(year)',
    'Query.identityEvents(first)',
    'Query.indexObjections(first)',
    'Query.members(first)',
    'Query.membersEvents(first)',
    'Query.myCheckIns(first)',
    'Query.organizations(first)',
    'Query.organizationsEvents(first)',
    'Query.staffAccounts(first)',
    'RegisterApiClientInput.costPerDay',
    'RegisterApiClientInput.requestsPerMinute',
    'UpdateApiClientInput.costPerDay',
    'UpdateApiClientInput.requestsPerMinute',
  ],
  'an argument that only chooses: what nothing stands at answers nothing': [
    'DecideConsentInput.textVersion',
    'PartyOrganization.funds(year)',
    'Query.activitiesEvents(after)',
    'Query.auditRows(before)',
    'Query.fundLines(year)',
    'Query.fundingEvents(after)',
    'Query.identityEvents(after)',
    'Query.membersEvents(after)',
    'Query.organizationsEvents(after)',
  ],
  'a limit that was checked when it was agreed: 10 000 000 at most': [
    'ApiClient.costPerDay',
    'ApiClient.requestsPerMinute',
    'ApiClientPolicy.costPerDay',
    'ApiClientPolicy.requestsPerMinute',
  ],
  'stops at the most that Int can say (withinInt)': [
    'ApiClientUsage.cost',
    'ApiClientUsage.events',
    'ApiClientUsage.refused',
    'ApiClientUsage.requests',
    'ApiClientUse.cost',
    'ApiClientUse.events',
    'ApiClientUse.refused',
    'ApiClientUse.requests',
    'CheckIn.skewMs',
  ],
  'a lag of a day at most, not negative: more is refused when it is told': ['ScreenDelivery.lagMs'],
  'the number of an event or an audit row, from 1: a hundred thousand a day for 58 years': [
    'AuditCheckpoint.seq',
    'AuditRow.eventSeq',
    'AuditRow.seq',
    'AuditState.rows',
    'CheckInCorrected.previous',
    'CheckInCorrected.seq',
    'CheckInRecorded.previous',
    'CheckInRecorded.seq',
    'CheckInVoided.previous',
    'CheckInVoided.seq',
    'FeedSnapshot.seq',
    'LogEntry.seq',
    'Query.activitiesTop',
    'Query.fundingTop',
    'Query.identityTop',
    'Query.membersTop',
    'Query.organizationsTop',
    'ScreenDelivery.lastSeq',
  ],
  'a count of documents, which a disk holds fewer of': [
    'Activity.attendanceCount',
    'ActivityFigures.activities',
    'ActivityFigures.attendances',
    'ActivityFigures.checkInsToday',
    'ActivityFigures.sitesOnline',
    'ActivitySession.attendanceCount',
    'BranchIndex.memberCount',
    'DataKeys.keys',
    'DemonstrationSite.checkInsToday',
    'FeedSnapshot.activitiesThisYear',
    'FeedSnapshot.attendancesThisYear',
    'FeedSnapshot.checkInsToday',
    'IndexPicture.distribution',
    'KeyRotation.done',
    'KeyRotation.total',
    'MemberFigures.floating',
    'MemberFigures.registered',
    'MemberFigures.total',
    'Mutation.revokeMyOtherSignInSessions',
    'OrganizationFigures.branches',
    'OrganizationFigures.demonstrationBelts',
    'OrganizationFigures.enterprises',
    'OrganizationFigures.enterprisesInGrids',
    'OrganizationFigures.instructors',
    'OrganizationFigures.organizations',
    'OrganizationFigures.partyAffairsWorkers',
    'OrganizationFigures.serviceCenters',
    'PartyMember.attendanceCount',
    'PartyOrganization.attendanceCount',
    'PartyOrganization.memberCount',
    'SiteCount.checkInsToday',
    'StaffAccount.openSessions',
    'Township.enterpriseCount',
  ],
  'counts what a process or a gateway’s report holds of two to ten seconds': ['AuditRow.times'],
  'counted among the few thousand events in memory': ['FeedAcknowledged.behind', 'ScreenDelivery.behind'],
  'what is left of 50 a day, 0 at least': ['RevealedPersonalNumber.leftToday'],
  'tenths of one member’s points of a month; without members or anything due there is no division': [
    'BranchIndex.meanTenths',
    'IndexCategoryScore.capTenths',
    'IndexCategoryScore.gotTenths',
    'IndexLine.pointsTenths',
    'IndexPicture.meanTenths',
    'PioneerIndex.basicTenths',
    'PioneerIndex.bonusTenths',
    'PioneerIndex.penaltyTenths',
    'PioneerIndex.tenths',
  ],
  'a version that stands in the code, or a year': [
    'Consent.textVersion',
    'FundLine.year',
    'FundingFigures.year',
    'IndexPicture.version',
    'PioneerIndex.schemeVersion',
  ],
} as const satisfies Record<string, readonly string[]>;

describe('a whole number of the API', () => {
  it('has a reason why it never passes 2 147 483 647, and every reason is of one that is there', () => {
    const source = readFileSync(join(import.meta.dirname, '..', 'gateway', 'supergraph.graphql'), 'utf8');
    expect(Object.values(WHY).flat().toSorted()).toEqual(intsOf(source).toSorted());
  });
});

/** Fields and arguments of type Int, in lists too, by name; those for the mesh alone as well. */
function intsOf(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((type) => {
    if (!('fields' in type)) return [];
    return (type.fields ?? []).flatMap((field) => {
      const name = `${type.name.value}.${field.name.value}`;
      const given = 'arguments' in field ? (field.arguments ?? []) : [];
      return [
        ...(isInt(field.type) ? [name] : []),
        ...given.filter(({ type }) => isInt(type)).map((argument) => `${name}(${argument.name.value})`),
      ];
    });
  });
}

const isInt = (type: TypeNode): boolean =>
  type.kind === Kind.NAMED_TYPE ? type.name.value === 'Int' : isInt(type.type);
