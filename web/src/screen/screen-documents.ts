import { graphql } from '../graphql/generated/gql.ts';

export const wallDistrictDocument = graphql(`
  query WallDistrict {
    townships {
      code
      name
      pinyin
      kind
      longitude
      latitude
    }
    sites {
      id
      code
      name
      isOnline
      township {
        code
      }
    }
  }
`);

export const wallSitesOnlineDocument = graphql(`
  query WallSitesOnline {
    sites {
      id
      isOnline
    }
  }
`);

export const wallFundsDocument = graphql(`
  query WallFunds($year: Int!) {
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

export const wallIndexDocument = graphql(`
  subscription WallIndex {
    indexPictureChanged {
      month
      meanTenths
      distribution
      version
      branches {
        meanTenths
        memberCount
        branch {
          id
          name
        }
      }
    }
  }
`);

export const siteScreenDocument = graphql(`
  query SiteScreen($idOrCode: ID!) {
    site(idOrCode: $idOrCode) {
      id
      code
      name
      township {
        code
        name
        pinyin
      }
      presentSession {
        ...SiteSessionFields
      }
    }
  }
`);

export const siteSessionFragment = graphql(`
  fragment SiteSessionFields on ActivitySession {
    id
    opensAt
    closesAt
    status
    attendanceCount
    codeKey
    sessionCode
    activity {
      id
      title
      kind
    }
    checkIns(first: 50) {
      ...FeedCheckInFields
    }
  }
`);

export const siteNextSessionsDocument = graphql(`
  query SiteNextSessions($day: String!, $siteId: ID!) {
    sessions(day: $day, siteId: $siteId) {
      id
      opensAt
      closesAt
      status
      activity {
        id
        title
        kind
      }
    }
  }
`);

export const screenHeartbeatDocument = graphql(`
  mutation ScreenHeartbeat($input: ScreenHeartbeatInput!) {
    screenHeartbeat(input: $input) {
      serverNow
    }
  }
`);

export const acknowledgeFeedDocument = graphql(`
  mutation AcknowledgeFeed($input: AcknowledgeFeedInput!) {
    acknowledgeFeed(input: $input) {
      serverNow
    }
  }
`);
