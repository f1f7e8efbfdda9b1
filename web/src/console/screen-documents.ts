import { graphql } from '../graphql/generated/gql.ts';

export const CONSOLE_SCREENS = graphql(/* GraphQL */ `
  query ConsoleScreens {
    screens {
      id
      name
      purpose
      siteIds
      privacy
      hasDeviceKey
      lastRenewedAt
      pairedAt
      revokedAt
    }
    sites {
      id
      code
      name
    }
  }
`);

export const CONSOLE_SCREEN_DELIVERY = graphql(/* GraphQL */ `
  query ConsoleScreenDelivery {
    screens {
      id
      delivery {
        ...ConsoleDelivery
      }
    }
  }

  fragment ConsoleDelivery on ScreenDelivery {
    state
    lastSeq
    behind
    lagMs
    acknowledgedAt
  }
`);

export const CONSOLE_SHOWINGS = graphql(/* GraphQL */ `
  query ConsoleShowings($sessionId: ID!) {
    session(id: $sessionId) {
      id
      checkIns(first: 100) {
        id
        shownOn {
          ...ConsoleShowing
        }
      }
    }
  }

  fragment ConsoleShowing on ScreenShowing {
    shownAt
    screen {
      id
      name
    }
    sites {
      id
      code
      name
    }
  }
`);

export const APPROVE_SCREEN = graphql(/* GraphQL */ `
  mutation ConsoleApproveScreen($input: ApproveScreenInput!) {
    approveScreen(input: $input) {
      __typename
      ... on ApproveScreenAccepted {
        screen {
          id
          name
        }
      }
      ... on ApproveScreenRefused {
        reason
        message
        nextStep
      }
    }
  }
`);

export const REVOKE_SCREEN = graphql(/* GraphQL */ `
  mutation ConsoleRevokeScreen($id: ID!) {
    revokeScreen(id: $id) {
      id
      revokedAt
    }
  }
`);
