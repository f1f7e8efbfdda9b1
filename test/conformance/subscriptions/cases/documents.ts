import { aVisit } from '../../fixtures/resolvers.ts';
import { answers, type Case, judgeRefusal, NotPlayed, refuses, visits } from '../case.ts';

const ROOT = 'GraphQL, Single Root Field';
const one = [{ event: aVisit() }];
const whole = [{ data: { visits: { id: 'v1' } } }];

/** Which documents are subscriptions at all. */
export const documents: readonly Case[] = [
  answers({
    name: 'the root field in an inline fragment',
    right: 'is the root field',
    by: ROOT,
    operation: 'subscription($feed: ID!) { ... on Subscription { visits(feed: $feed) { id } } }',
    expect: whole,
  }),
  answers({
    name: 'the root field in a named fragment',
    right: 'is the root field (the specification’s own example)',
    by: ROOT,
    operation: 'subscription($feed: ID!) { ...R } fragment R on Subscription { visits(feed: $feed) { id } }',
    expect: whole,
  }),
  answers({
    name: 'the root field twice under one response name',
    right: 'they merge into one',
    by: ROOT,
    operation:
      'subscription($feed: ID!) { visits(feed: $feed) { id } ...R } fragment R on Subscription { visits(feed: $feed) { visitor { name } } }',
    expect: [{ data: { visits: { id: 'v1', visitor: { name: 'name of p1' } } } }],
  }),
  refuses({
    name: 'two root fields',
    right: 'the request is refused',
    by: ROOT,
    operation: 'subscription($feed: ID!) { visits(feed: $feed) { id } counts(feed: $feed) }',
    steps: one,
  }),
  refuses({
    name: 'one root field under two aliases',
    right: 'two response names are two fields: the request is refused',
    by: ROOT,
    operation: 'subscription($feed: ID!) { a: visits(feed: $feed) { id } b: visits(feed: $feed) { id } }',
    steps: one,
  }),
  refuses({
    name: 'two root fields, one of them in a fragment',
    right: 'the request is refused',
    by: ROOT,
    operation:
      'subscription($feed: ID!) { visits(feed: $feed) { id } ...R } fragment R on Subscription { counts(feed: $feed) }',
    steps: one,
  }),
  refuses({
    name: 'nothing but __typename of the root',
    right: 'the root field must not be one of introspection: the request is refused',
    by: ROOT,
    operation: 'subscription { __typename }',
  }),
  refuses({
    name: '__typename of the root beside the root field',
    right: 'two root fields: the request is refused',
    by: ROOT,
    operation: 'subscription($feed: ID!) { __typename visits(feed: $feed) { id } }',
    steps: one,
  }),
  refuses({
    name: '@skip on the root field',
    right: 'the request is refused (September 2025; before, nobody said)',
    by: ROOT,
    operation: 'subscription($feed: ID!, $no: Boolean!) { visits(feed: $feed) @skip(if: $no) { id } }',
    variables: { no: true },
    steps: one,
  }),
  {
    ...refuses({
      name: '@include(if: true) on the root field',
      right: 'the request is refused (September 2025; before, it was one field)',
      by: ROOT,
      operation: 'subscription($feed: ID!) { visits(feed: $feed) @include(if: true) { id } }',
      steps: [...one, 'complete'],
    }),
    taste: true,
  },
  refuses({
    name: 'a document that cannot be parsed',
    right: 'the request is refused',
    by: 'GraphQL, Executing Requests',
    operation: 'subscription($feed: ID!) { visits(feed: $feed) { id }',
  }),
  refuses({
    name: 'a field that is not there',
    right: 'the request is refused',
    by: 'GraphQL, Field Selections',
    operation: visits('{ id nothing }'),
    steps: one,
  }),
  refuses({
    name: 'a field that an entity does not have',
    right: 'the request is refused before anything is asked of a subgraph',
    by: 'GraphQL, Field Selections',
    operation: visits('{ id visitor { name nothing } }'),
    steps: one,
  }),
  refuses({
    name: 'a root field that is not there',
    right: 'the request is refused',
    by: 'GraphQL, Field Selections',
    operation: 'subscription($feed: ID!) { departures(feed: $feed) { id } }',
  }),
  refuses({
    name: 'an inaccessible field',
    right: 'is not in the schema: the request is refused',
    by: 'Federation, @inaccessible',
    operation: visits('{ id hidden }'),
    steps: one,
  }),
  refuses({
    name: 'an object without a selection, a scalar with one',
    right: 'the request is refused',
    by: 'GraphQL, Leaf Field Selections',
    operation: visits('{ id { length } visitor }'),
    steps: one,
  }),
  refuses({
    name: 'an argument that is not there, another of the wrong type',
    right: 'the request is refused',
    by: 'GraphQL, Argument Names, Values of Correct Type',
    operation: 'subscription($feed: ID!) { visits(feed: $feed, colour: "red", kind: "STAFF") { id } }',
    steps: one,
  }),
  refuses({
    name: 'a required argument that is missing',
    right: 'the request is refused',
    by: 'GraphQL, Required Arguments',
    operation: 'subscription { visits { id } }',
  }),
  refuses({
    name: 'a fragment that cannot apply, one that is not there',
    right: 'the request is refused',
    by: 'GraphQL, Fragment Spread Is Possible',
    operation: visits('{ id ... on Place { title } ...Nobody }'),
    steps: one,
  }),
  refuses({
    name: 'fields that do not merge',
    right: 'the request is refused',
    by: 'GraphQL, Field Selection Merging',
    operation: visits('{ id: seq id visitor { a: name } visitor { a: nick } }'),
    steps: one,
  }),
  refuses({
    name: 'several operations and no name',
    right: 'the request is refused',
    by: 'GraphQL, GetOperation',
    operation: `subscription A($feed: ID!) { visits(feed: $feed) { id } } subscription B($feed: ID!) { visits(feed: $feed) { seq } }`,
    steps: one,
  }),
  {
    name: 'a supergraph without subscriptions',
    right: 'the request is refused, the socket stays',
    by: 'GraphQL, Operation Type Existence',
    async play({ quietUrl, socket }) {
      if (!quietUrl) throw new NotPlayed('needs a second gateway, on a supergraph without subscriptions');
      using line = await socket(quietUrl);
      using listening = line.listen({ query: 'subscription { visits(feed: "a") { id } }' });
      await listening.untilEnd();
      judgeRefusal(listening);
    },
  },
];
