import { graphql } from '../graphql/generated/gql.ts';

export const CONSOLE_ACTIVITY_FIGURES = graphql(/* GraphQL */ `
  query ConsoleActivityFigures {
    activityFigures {
      activities
      sitesOnline
    }
  }
`);

export const CONSOLE_ORGANIZATION_FIGURES = graphql(/* GraphQL */ `
  query ConsoleOrganizationFigures {
    organizationFigures {
      enterprises
      enterprisesInGrids
      organizations
      branches
      instructors
      partyAffairsWorkers
    }
  }
`);

export const CONSOLE_MEMBER_FIGURES = graphql(/* GraphQL */ `
  query ConsoleMemberFigures {
    memberFigures {
      total
      registered
      floating
    }
  }
`);

export const CONSOLE_FUNDING = graphql(/* GraphQL */ `
  query ConsoleFunding($year: Int!) {
    fundingFigures(year: $year) {
      year
      allocatedFen
      spentFen
      bySource {
        source
        allocatedFen
        spentFen
      }
    }
  }
`);

export const CONSOLE_SITES = graphql(/* GraphQL */ `
  query ConsoleSites {
    sites {
      ...ConsoleSite
    }
  }

  fragment ConsoleSite on DemonstrationSite {
    id
    code
    name
    kind
    isOnline
    lastHeardAt
    checkInsToday
    township {
      code
      name
    }
    hostOrganization {
      id
      name
    }
    presentSession {
      id
      closesAt
      activity {
        id
        title
      }
    }
  }
`);

export const CONSOLE_SITE_NAMES = graphql(/* GraphQL */ `
  query ConsoleSiteNames {
    sites {
      id
      code
      name
    }
  }
`);

export const CONSOLE_SESSIONS = graphql(/* GraphQL */ `
  query ConsoleSessions($day: String, $siteId: ID) {
    sessions(day: $day, siteId: $siteId) {
      ...ConsoleSession
    }
  }

  fragment ConsoleSession on ActivitySession {
    id
    opensAt
    closesAt
    status
    attendanceCount
    site {
      id
      code
      name
    }
    activity {
      id
      title
      kind
      hostOrganization {
        id
        name
      }
    }
  }
`);

export const CONSOLE_SESSION_CHECK_INS = graphql(/* GraphQL */ `
  query ConsoleSessionCheckIns($id: ID!) {
    session(id: $id) {
      id
      attendanceCount
      checkIns(first: 100) {
        ...ConsoleCheckIn
      }
    }
  }

  fragment ConsoleCheckIn on CheckIn {
    id
    occurredAt
    status
    evidence
    flags
    member {
      id
      maskedName
    }
    homeBranch {
      id
      name
    }
  }
`);

export const VOID_CHECK_IN = graphql(/* GraphQL */ `
  mutation ConsoleVoidCheckIn($input: VoidCheckInInput!) {
    voidCheckIn(input: $input) {
      id
      status
    }
  }
`);

export const CONSOLE_HOSTS = graphql(/* GraphQL */ `
  query ConsoleHosts {
    sites {
      id
      hostOrganization {
        id
        name
      }
    }
    organizations(first: 1) {
      id
      name
    }
  }
`);

export const CONSOLE_ORGANIZATIONS_BELOW = graphql(/* GraphQL */ `
  query ConsoleOrganizationsBelow($superiorId: ID!) {
    organizations(superiorId: $superiorId, first: 100) {
      id
      name
    }
  }
`);

export const OPEN_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsoleOpenActivity($input: OpenActivityInput!) {
    openActivity(input: $input) {
      __typename
      ... on OpenActivityAccepted {
        replayed
        activity {
          id
          title
        }
      }
      ... on OpenActivityRefused {
        reason
        message
        nextStep
      }
    }
  }
`);
