import { graphql } from '../graphql/generated/gql.ts';

export const CONSENTS = graphql(/* GraphQL */ `
  query ConsoleConsents($purpose: ConsentPurpose, $decision: ConsentDecision, $first: Int!, $after: ID) {
    consents(purpose: $purpose, decision: $decision, first: $first, after: $after) {
      id
      purpose
      decision
      decidedAt
      textVersion
      member {
        id
        maskedName
        homeBranch {
          id
          name
        }
      }
    }
  }
`);

export const INDEX_OBJECTIONS = graphql(/* GraphQL */ `
  query ConsoleIndexObjections($first: Int!, $after: ID) {
    indexObjections(first: $first, after: $after) {
      id
      month
      rule
      reason
      state
      submittedAt
      member {
        id
        maskedName
        homeBranch {
          id
          name
        }
      }
    }
  }
`);

export const BRANCH_MEMBERS = graphql(/* GraphQL */ `
  query ConsoleBranchMembers($branchId: ID!, $first: Int!, $after: ID) {
    members(branchId: $branchId, first: $first, after: $after) {
      ...ConsoleBranchMember
    }
  }

  fragment ConsoleBranchMember on PartyMember {
    id
    name
    maskedName
    maskedPhone
    maskedIdNumber
    standing
    membership
    status
  }
`);

export const REVEAL_PERSONAL_NUMBER = graphql(/* GraphQL */ `
  mutation ConsoleRevealPersonalNumber($input: RevealPersonalNumberInput!) {
    revealPersonalNumber(input: $input) {
      kind
      number
      leftToday
    }
  }
`);

export const DATA_KEYS = graphql(/* GraphQL */ `
  query ConsoleDataKeys {
    dataKeys {
      ...ConsoleDataKeys
    }
  }

  fragment ConsoleDataKeys on DataKeys {
    currentKeyId
    keys
    rotation {
      id
      startedAt
      finishedAt
      done
      total
    }
  }
`);

export const ROTATE_DATA_KEY = graphql(/* GraphQL */ `
  mutation ConsoleRotateDataKey($reason: String!) {
    rotateDataKey(reason: $reason) {
      ...ConsoleDataKeys
    }
  }
`);
