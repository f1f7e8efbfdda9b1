import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** Three subgraphs of which each knows a part of an answer: an activity, who came, and whom they belong to. */
const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

const ATTENDEES = 8;
const MEMBERS = 4_000;
const ORGANIZATIONS = 400;

type Reference = { readonly id: string };

const idOf = (kind: string, n: number): string => `${kind}-0198c0de-${String(n).padStart(8, '0')}`;
const numberOf = (id: string): number => Number(id.slice(-8));

const activityOf = (n: number) => ({
  id: `${n}`,
  title: `两新组织党员志愿服务第 ${n} 场`,
  startsAt: new Date(Date.UTC(2026, 10, 24, 1) + (n % 86_400) * 1000).toISOString(),
  attendees: Array.from({ length: ATTENDEES }, (_, i) => ({
    id: idOf('member', (n * ATTENDEES + i) % MEMBERS),
  })),
});

const memberOf = ({ id }: Reference) => ({
  id,
  name: `党员${numberOf(id)}`,
  points: 100 + (numberOf(id) % 900),
  organization: { id: idOf('organization', numberOf(id) % ORGANIZATIONS) },
});

const organizationOf = ({ id }: Reference) => ({
  id,
  name: `富阳区第 ${numberOf(id)} 联合党支部`,
  township: '富春街道',
});

export const subgraphs = {
  activities: {
    typeDefs: parse(/* GraphQL */ `
      ${head}
      type Query {
        activity(id: ID!): Activity
        activities(from: Int!, first: Int!): [Activity!]!
      }
      type Activity @key(fields: "id") {
        id: ID!
        title: String!
        startsAt: String!
        attendees: [Member!]!
      }
      type Member @key(fields: "id", resolvable: false) {
        id: ID!
      }
    `),
    resolvers: {
      Query: {
        activity: (_: unknown, { id }: Reference) => activityOf(Number(id)),
        activities: (_: unknown, { from, first }: { from: number; first: number }) =>
          Array.from({ length: first }, (__, i) => activityOf(from + i)),
      },
      Activity: { __resolveReference: ({ id }: Reference) => activityOf(Number(id)) },
    },
  },
  members: {
    typeDefs: parse(/* GraphQL */ `
      ${head}
      type Query {
        member(id: ID!): Member
      }
      type Member @key(fields: "id") {
        id: ID!
        name: String!
        points: Int!
        organization: Organization!
      }
      type Organization @key(fields: "id", resolvable: false) {
        id: ID!
      }
    `),
    resolvers: {
      Query: { member: (_: unknown, reference: Reference) => memberOf(reference) },
      Member: { __resolveReference: memberOf },
    },
  },
  organizations: {
    typeDefs: parse(/* GraphQL */ `
      ${head}
      type Query {
        organization(id: ID!): Organization
      }
      type Organization @key(fields: "id") {
        id: ID!
        name: String!
        township: String!
      }
    `),
    resolvers: {
      Query: { organization: (_: unknown, reference: Reference) => organizationOf(reference) },
      Organization: { __resolveReference: organizationOf },
    },
  },
};

export type SubgraphName = keyof typeof subgraphs;
export const subgraphNames = Object.keys(subgraphs) as SubgraphName[];

export const isSubgraphName = (name: string | undefined): name is SubgraphName =>
  name !== undefined && Object.hasOwn(subgraphs, name);

/** Each at a port of its own, after the first. */
export function composed(firstPort: number): string {
  const services = subgraphNames.map((name, i) => ({
    name,
    typeDefs: subgraphs[name].typeDefs,
    url: `http://127.0.0.1:${firstPort + i}/graphql`,
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`the subgraphs do not compose: ${errors?.join('; ')}`);
  return supergraphSdl;
}

/** What the whole mesh must answer, whichever gateway is asked. */
export const wholeActivity = (n: number) => {
  const { attendees, ...activity } = activityOf(n);
  return { ...activity, attendees: attendees.map(wholeMember) };
};

const wholeMember = (reference: Reference) => {
  const { organization, ...member } = memberOf(reference);
  return { ...member, organization: organizationOf(organization) };
};
