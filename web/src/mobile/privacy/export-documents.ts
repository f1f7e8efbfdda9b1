import { graphql } from '../../graphql/generated/gql.ts';
import type { MobileExportMutation } from '../../graphql/generated/graphql.ts';

/** Everything that any service keeps about the member; the index of the present month and the eleven before it. */
export const MOBILE_EXPORT = graphql(/* GraphQL */ `
  mutation MobileExport(
    $m0: String!
    $m1: String!
    $m2: String!
    $m3: String!
    $m4: String!
    $m5: String!
    $m6: String!
    $m7: String!
    $m8: String!
    $m9: String!
    $m10: String!
    $m11: String!
  ) {
    exportMyData {
      exportedAt
      member {
        id
        name
        phone
        idNumber
        standing
        membership
        status
        homeBranch {
          id
          name
        }
        attendanceCount
        attendances(first: 100) {
          id
          occurredAt
          status
          evidence
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
              kind
            }
          }
        }
        consents {
          ...MobileConsent
        }
        disclosures(first: 100) {
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
        objections {
          ...MobileObjection
        }
        i0: pioneerIndex(month: $m0) {
          ...MobileExportedIndex
        }
        i1: pioneerIndex(month: $m1) {
          ...MobileExportedIndex
        }
        i2: pioneerIndex(month: $m2) {
          ...MobileExportedIndex
        }
        i3: pioneerIndex(month: $m3) {
          ...MobileExportedIndex
        }
        i4: pioneerIndex(month: $m4) {
          ...MobileExportedIndex
        }
        i5: pioneerIndex(month: $m5) {
          ...MobileExportedIndex
        }
        i6: pioneerIndex(month: $m6) {
          ...MobileExportedIndex
        }
        i7: pioneerIndex(month: $m7) {
          ...MobileExportedIndex
        }
        i8: pioneerIndex(month: $m8) {
          ...MobileExportedIndex
        }
        i9: pioneerIndex(month: $m9) {
          ...MobileExportedIndex
        }
        i10: pioneerIndex(month: $m10) {
          ...MobileExportedIndex
        }
        i11: pioneerIndex(month: $m11) {
          ...MobileExportedIndex
        }
      }
    }
  }

  fragment MobileExportedIndex on PioneerIndex {
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
`);

export type Exported = MobileExportMutation['exportMyData'];
