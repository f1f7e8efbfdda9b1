import { graphql } from '../graphql/generated/gql.ts';

export const CONSOLE_PLANS = graphql(/* GraphQL */ `
  query ConsolePlans {
    plannedActivities(first: 100) {
      ...ConsolePlan
    }
  }

  fragment ConsolePlan on Activity {
    id
    title
    kind
    stage
    sentBackReason
    hostOrganization {
      id
      name
    }
    plannedSessions {
      id
      opensAt
      capacity
      site {
        id
        code
      }
    }
  }
`);

export const DRAFT_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsoleDraftActivity($input: DraftActivityInput!) {
    decision: draftActivity(input: $input) {
      ...ActivityDecision
    }
  }

  fragment ActivityDecision on ActivityDecisionResult {
    __typename
    ... on ActivityDecisionAccepted {
      activity {
        id
        title
        stage
      }
    }
    ... on ActivityDecisionRefused {
      reason
      message
      nextStep
    }
  }
`);

export const SUBMIT_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsoleSubmitActivity($id: ID!) {
    decision: submitActivity(id: $id) {
      ...ActivityDecision
    }
  }
`);

export const PUBLISH_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsolePublishActivity($id: ID!) {
    decision: publishActivity(id: $id) {
      ...ActivityDecision
    }
  }
`);

export const SEND_BACK_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsoleSendBackActivity($input: SendBackActivityInput!) {
    decision: sendBackActivity(input: $input) {
      ...ActivityDecision
    }
  }
`);

export const CANCEL_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsoleCancelActivity($input: CancelActivityInput!) {
    decision: cancelActivity(input: $input) {
      ...ActivityDecision
    }
  }
`);

export const ARCHIVE_ACTIVITY = graphql(/* GraphQL */ `
  mutation ConsoleArchiveActivity($id: ID!) {
    decision: archiveActivity(id: $id) {
      ...ActivityDecision
    }
  }
`);
