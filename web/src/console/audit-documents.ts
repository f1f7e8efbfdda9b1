import { graphql } from '../graphql/generated/gql.ts';

export const AUDIT_ROWS = graphql(/* GraphQL */ `
  query ConsoleAuditRows($filter: AuditFilter, $first: Int!, $before: Int) {
    auditRows(filter: $filter, first: $first, before: $before) {
      ...ConsoleAuditRow
    }
  }

  fragment ConsoleAuditRow on AuditRow {
    seq
    occurredAt
    recordedAt
    topic
    eventSeq
    action
    outcome
    actorKind
    actorId
    actorRole
    targetType
    targetId
    reason
    times
    orgPath
    dataHash
    previousHash
    hash
    actor {
      username
      displayName
    }
  }
`);

export const AUDIT_STATE = graphql(/* GraphQL */ `
  query ConsoleAuditState {
    auditState {
      rows
      head
      checkpoint {
        seq
        hash
        signedAt
      }
    }
  }
`);
