import { graphql } from '../../graphql/generated/gql.ts';
import type { MobilePrivacyQuery, MobileSessionsQuery } from '../../graphql/generated/graphql.ts';

export const MOBILE_ME = graphql(/* GraphQL */ `
  query MobileMe {
    myMembership {
      id
      name
      maskedName
      maskedPhone
      homeBranch {
        id
        name
      }
    }
  }
`);

export const MOBILE_PRIVACY = graphql(/* GraphQL */ `
  query MobilePrivacy {
    myMembership {
      id
      consents {
        ...MobileConsent
      }
      disclosures(first: 50) {
        id
        occurredAt
        what
        actorRole
        reason
        organization {
          id
          name
        }
      }
    }
  }

  fragment MobileConsent on Consent {
    id
    purpose
    decision
    decidedAt
    textVersion
  }
`);

export const DECIDE_CONSENT = graphql(/* GraphQL */ `
  mutation MobileDecideConsent($input: DecideConsentInput!) {
    decideConsent(input: $input) {
      ...MobileConsent
    }
  }
`);

export const OBJECT_TO_LINE = graphql(/* GraphQL */ `
  mutation MobileObjectToLine($input: ObjectToIndexLineInput!) {
    objectToIndexLine(input: $input) {
      ...MobileObjection
    }
  }

  fragment MobileObjection on IndexObjection {
    id
    month
    eventId
    rule
    reason
    state
    submittedAt
  }
`);

export const MOBILE_SESSIONS = graphql(/* GraphQL */ `
  query MobileSessions {
    mySignInSessions {
      ...MobileSignInSession
    }
  }

  fragment MobileSignInSession on SignInSession {
    id
    isCurrent
    device
    hasDeviceKey
    method
    createdAt
    lastSeenAt
    expiresAt
  }
`);

export const END_SESSION = graphql(/* GraphQL */ `
  mutation MobileEndSession($id: ID!) {
    revokeSignInSession(id: $id) {
      id
      revokedAt
    }
  }
`);

export const END_OTHER_SESSIONS = graphql(/* GraphQL */ `
  mutation MobileEndOtherSessions {
    revokeMyOtherSignInSessions
  }
`);

type Privacy = NonNullable<MobilePrivacyQuery['myMembership']>;
export type ConsentHeld = Privacy['consents'][number];
export type Disclosed = Privacy['disclosures'][number];
export type SignedIn = MobileSessionsQuery['mySignInSessions'][number];
