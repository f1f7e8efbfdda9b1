import { graphql } from '../graphql/generated/gql.ts';

export const STAFF_ACCOUNTS = graphql(/* GraphQL */ `
  query ConsoleStaffAccounts($search: String, $role: StaffRole, $first: Int!, $after: String) {
    staffAccounts(search: $search, role: $role, first: $first, after: $after) {
      ...ConsoleAccount
    }
  }

  fragment ConsoleAccount on StaffAccount {
    id
    username
    displayName
    hasSecondFactor
    hasSingleSignOn
    mustChangePassword
    lockedUntil
    disabledAt
    lastSignInAt
    openSessions
    roles {
      role
      orgPath
      organization {
        id
        name
      }
      site {
        id
        code
        name
      }
    }
  }
`);

export const CREATE_STAFF_ACCOUNT = graphql(/* GraphQL */ `
  mutation ConsoleCreateStaffAccount($input: CreateStaffAccountInput!) {
    createStaffAccount(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const DISABLE_STAFF_ACCOUNT = graphql(/* GraphQL */ `
  mutation ConsoleDisableStaffAccount($input: AccountReasonInput!) {
    disableStaffAccount(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const ENABLE_STAFF_ACCOUNT = graphql(/* GraphQL */ `
  mutation ConsoleEnableStaffAccount($input: AccountReasonInput!) {
    enableStaffAccount(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const RESET_STAFF_PASSWORD = graphql(/* GraphQL */ `
  mutation ConsoleResetStaffPassword($input: ResetStaffPasswordInput!) {
    resetStaffPassword(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const RESET_SECOND_FACTOR = graphql(/* GraphQL */ `
  mutation ConsoleResetSecondFactor($input: AccountReasonInput!) {
    resetSecondFactor(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const GRANT_ROLE = graphql(/* GraphQL */ `
  mutation ConsoleGrantRole($input: RoleInput!) {
    grantRole(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const WITHDRAW_ROLE = graphql(/* GraphQL */ `
  mutation ConsoleWithdrawRole($input: RoleInput!) {
    withdrawRole(input: $input) {
      ...ConsoleAccount
    }
  }
`);

export const SIGN_IN_SESSIONS = graphql(/* GraphQL */ `
  query ConsoleSignInSessions($kind: ViewerKind!, $subjectId: ID!) {
    signInSessions(kind: $kind, subjectId: $subjectId) {
      ...ConsoleSignInSession
    }
  }

  fragment ConsoleSignInSession on SignInSession {
    id
    isCurrent
    device
    hasDeviceKey
    method
    createdAt
    lastSeenAt
    expiresAt
    revokedAt
  }
`);

export const MY_SIGN_IN_SESSIONS = graphql(/* GraphQL */ `
  query ConsoleMySignInSessions {
    mySignInSessions {
      ...ConsoleSignInSession
    }
  }
`);

export const REVOKE_SIGN_IN_SESSION = graphql(/* GraphQL */ `
  mutation ConsoleRevokeSignInSession($id: ID!) {
    revokeSignInSession(id: $id) {
      id
      revokedAt
    }
  }
`);

export const REVOKE_MY_OTHER_SESSIONS = graphql(/* GraphQL */ `
  mutation ConsoleRevokeMyOtherSessions {
    revokeMyOtherSignInSessions
  }
`);

export const ORGANIZATIONS_BELOW = graphql(/* GraphQL */ `
  query ConsoleOrganizationTree($superiorId: ID, $first: Int!, $after: ID) {
    organizations(superiorId: $superiorId, first: $first, after: $after) {
      id
      name
      kind
    }
  }
`);
