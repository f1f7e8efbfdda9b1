import { graphql } from '../graphql/generated/gql.ts';

export const AWAITING_CHECK_INS = graphql(/* GraphQL */ `
  query ConsoleAwaitingCheckIns($first: Int!, $after: ID) {
    awaitingCheckIns(first: $first, after: $after) {
      ...ConsoleAwaitingCheckIn
    }
  }

  fragment ConsoleAwaitingCheckIn on CheckIn {
    id
    occurredAt
    recordedAt
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
    site {
      id
      code
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

export const AWAITING_COUNT = graphql(/* GraphQL */ `
  query ConsoleAwaitingCount($first: Int!) {
    awaitingCheckIns(first: $first) {
      id
    }
  }
`);

export const CONFIRM_CHECK_IN = graphql(/* GraphQL */ `
  mutation ConsoleConfirmCheckIn($input: ConfirmCheckInInput!) {
    confirmCheckIn(input: $input) {
      id
      status
    }
  }
`);
