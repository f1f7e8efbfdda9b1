import { graphql } from './generated/gql.ts';

export const feedCheckInFragment = graphql(`
  fragment FeedCheckInFields on CheckIn {
    id
    occurredAt
    site {
      id
    }
    session {
      id
    }
    member {
      id
      shownName
    }
    homeBranch {
      id
      name
    }
  }
`);

export const checkInFeedDocument = graphql(`
  subscription CheckInFeed($filter: CheckInFeedFilter, $after: Cursor) {
    checkInFeed(filter: $filter, after: $after) {
      __typename
      ... on FeedSnapshot {
        cursor
        seq
        day
        checkInsToday
        attendancesThisYear
        activitiesThisYear
        sites {
          site {
            id
          }
          checkInsToday
        }
        latest {
          ...FeedCheckInFields
        }
      }
      ... on CheckInRecorded {
        cursor
        seq
        previous
        checkIn {
          ...FeedCheckInFields
        }
      }
      ... on CheckInPatched {
        cursor
        checkIn {
          ...FeedCheckInFields
        }
      }
      ... on CheckInVoided {
        cursor
        seq
        previous
        checkIn {
          ...FeedCheckInFields
        }
      }
      ... on CheckInCorrected {
        cursor
        seq
        previous
        checkIn {
          ...FeedCheckInFields
        }
        superseded {
          ...FeedCheckInFields
        }
      }
      ... on ResyncRequired {
        cursor
      }
    }
  }
`);
