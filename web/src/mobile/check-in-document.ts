import { graphql } from '../graphql/generated/gql.ts';

export const CHECK_IN = graphql(/* GraphQL */ `
  mutation MobileCheckIn($input: CheckInInput!) {
    checkIn(input: $input) {
      __typename
      ... on CheckInAccepted {
        replayed
        checkIn {
          ...MobileStoredCheckIn
        }
      }
      ... on CheckInRefused {
        reason
        message
        nextStep
        earlier {
          ...MobileStoredCheckIn
        }
      }
    }
  }

  fragment MobileStoredCheckIn on CheckIn {
    id
    occurredAt
    status
    site {
      id
      name
    }
    session {
      id
      opensAt
      closesAt
      activity {
        id
        title
      }
    }
  }
`);
