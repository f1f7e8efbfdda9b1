import { graphql } from '../graphql/generated/gql.ts';
import type { MobileIndexQuery, MobileObjectionFragment } from '../graphql/generated/graphql.ts';

export const MOBILE_HOME = graphql(/* GraphQL */ `
  query MobileHome {
    myMembership {
      id
      name
      maskedName
      attendanceCount
      homeBranch {
        id
        name
      }
    }
    sessions {
      ...MobileSession
    }
    myCheckIns(first: 20) {
      ...MobileStoredCheckIn
    }
  }

  fragment MobileSession on ActivitySession {
    id
    opensAt
    closesAt
    status
    attendanceCount
    site {
      id
      code
      name
      township {
        code
        name
      }
    }
    activity {
      id
      title
      kind
    }
  }
`);

export const MOBILE_INDEX = graphql(/* GraphQL */ `
  query MobileIndex($month: String) {
    myMembership {
      id
      name
      maskedName
      pioneerIndex(month: $month) {
        month
        tenths
        grade
        basicTenths
        bonusTenths
        penaltyTenths
        schemeVersion
        computedAt
        categories {
          category
          gotTenths
          capTenths
          isDue
        }
        lines {
          eventId
          category
          rule
          pointsTenths
          occurredAt
          sentence
        }
      }
      objections {
        ...MobileObjection
      }
    }
  }
`);

export const MOBILE_INDEX_MEAN = graphql(/* GraphQL */ `
  subscription MobileIndexMean {
    indexPictureChanged {
      month
      meanTenths
    }
  }
`);

export type IndexOfMonth = NonNullable<NonNullable<MobileIndexQuery['myMembership']>['pioneerIndex']>;
export type ObjectionHeld = MobileObjectionFragment;
