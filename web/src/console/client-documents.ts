import { graphql } from '../graphql/generated/gql.ts';

export const API_CLIENTS = graphql(/* GraphQL */ `
  query ConsoleApiClients {
    apiClients {
      ...ConsoleApiClient
    }
  }

  fragment ConsoleApiClient on ApiClient {
    id
    name
    purpose
    agreementNumber
    agreementEndsOn
    contact
    scopes
    orgPath
    jwksUrl
    keyIds
    requestsPerMinute
    costPerDay
    allowedOperations
    registeredAt
    revokedAt
  }
`);

export const API_CLIENT_USAGE = graphql(/* GraphQL */ `
  query ConsoleApiClientUsage($id: ID!, $days: Int!) {
    apiClient(id: $id) {
      id
      usage(days: $days) {
        day
        requests
        cost
        refused
        events
      }
    }
  }
`);

export const REGISTER_API_CLIENT = graphql(/* GraphQL */ `
  mutation ConsoleRegisterApiClient($input: RegisterApiClientInput!) {
    registerApiClient(input: $input) {
      ...ConsoleApiClient
    }
  }
`);

export const UPDATE_API_CLIENT = graphql(/* GraphQL */ `
  mutation ConsoleUpdateApiClient($input: UpdateApiClientInput!) {
    updateApiClient(input: $input) {
      ...ConsoleApiClient
    }
  }
`);

export const REVOKE_API_CLIENT = graphql(/* GraphQL */ `
  mutation ConsoleRevokeApiClient($input: RevokeApiClientInput!) {
    revokeApiClient(input: $input) {
      ...ConsoleApiClient
    }
  }
`);
