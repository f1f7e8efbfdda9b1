/** The feed that is measured: a tap at a site, whose names another subgraph knows. Its size is that of a real check-in. */
export const eventsSdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query {
    lastSeq: Int!
  }
  type Subscription {
    tapped: Tap!
  }
  type Tap {
    seq: Int!
    occurredAt: String!
    points: Int!
    site: Site!
  }
  type Site @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;

export const namesSdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query {
    site(id: ID!): Site
  }
  type Site @key(fields: "id") {
    id: ID!
    name: String!
    township: String!
  }
`;

/** The same without federation: what one server alone would have. */
export const wholeSdl = /* GraphQL */ `
  type Query {
    lastSeq: Int!
  }
  type Subscription {
    tapped: Tap!
  }
  type Tap {
    seq: Int!
    occurredAt: String!
    points: Int!
    site: Site!
  }
  type Site {
    id: ID!
    name: String!
    township: String!
  }
`;

export const OPERATION = 'subscription Taps { tapped { seq occurredAt points site { id name township } } }';

const SITES = 24;

export const tapOf = (seq: number) => ({
  seq,
  occurredAt: new Date(Date.UTC(2026, 10, 23, 8) + seq).toISOString(),
  points: 25,
  site: { id: `0198c0de-0000-7000-8000-0000000000${String(10 + (seq % SITES))}` },
});

export const siteOf = (id: string) => ({
  id,
  name: `富阳区两新党建阵地第 ${id.slice(-2)} 号`,
  township: '富春街道',
});

/** What every reader is to be sent of an event, but for the operation's id. */
export function resultOf(seq: number) {
  const tap = tapOf(seq);
  return {
    data: { tapped: { ...tap, site: siteOf(tap.site.id) } },
    extensions: { cursor: cursorOf(seq) },
  };
}

export const cursorOf = (seq: number): string => `tapped-${String(seq).padStart(12, '0')}`;
