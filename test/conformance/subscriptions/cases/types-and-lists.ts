import { aVisit } from '../../fixtures/resolvers.ts';
import { answers, type Case, visits } from '../case.ts';

const p = (id: string) => ({ name: `name of ${id}` });

/** Events, and what stands in them, that are of several types, many, or nothing. */
export const typesAndLists: readonly Case[] = [
  answers({
    name: 'union: each of its members, one of them an entity',
    right: 'of each event the fields of its own type',
    by: 'GraphQL, Unions',
    operation:
      'subscription($feed: ID!) { happenings(feed: $feed) { __typename ... on Visit { id visitor { name } } ... on Closing { reason by { name } } ... on Person { nick } } }',
    steps: [
      { event: aVisit() },
      { event: { __typename: 'Closing', reason: 'rain', by: 'p5' } },
      { event: { __typename: 'Person', id: 'p6' } },
    ],
    expect: [
      { data: { happenings: { __typename: 'Visit', id: 'v1', visitor: p('p1') } } },
      { data: { happenings: { __typename: 'Closing', reason: 'rain', by: p('p5') } } },
      { data: { happenings: { __typename: 'Person', nick: 'nick of p6' } } },
    ],
  }),
  answers({
    name: 'union: an event of a member that is not selected',
    right: 'an empty object, not a missing event',
    by: 'GraphQL, Field Collection',
    operation: 'subscription($feed: ID!) { happenings(feed: $feed) { ... on Closing { reason } } }',
    steps: [{ event: aVisit() }, { event: { __typename: 'Closing', reason: 'rain' } }],
    expect: [{ data: { happenings: {} } }, { data: { happenings: { reason: 'rain' } } }],
  }),
  answers({
    name: 'union: through a fragment on the union and one on an interface',
    right: 'fragments apply where the types meet',
    by: 'GraphQL, DoesFragmentTypeApply',
    operation: `subscription($feed: ID!) { happenings(feed: $feed) { ...H ... on Marked { mark } } } fragment H on Happening { __typename ... on Closing { reason } }`,
    steps: [{ event: aVisit() }, { event: { __typename: 'Closing', reason: 'rain' } }],
    expect: [
      { data: { happenings: { __typename: 'Visit', mark: 'm1' } } },
      { data: { happenings: { __typename: 'Closing', reason: 'rain' } } },
    ],
  }),
  answers({
    name: 'interface: common fields, and those of each type with entities',
    right: 'of each event the common fields and its own',
    by: 'GraphQL, Interfaces',
    operation:
      'subscription($feed: ID!) { marks(feed: $feed) { id mark ... on Visit { seq visitor { name } } ... on Note { author { nick } } } }',
    steps: [{ event: aVisit() }, { event: { __typename: 'Note', id: 'n1', mark: 'm2', author: 'p5' } }],
    expect: [
      { data: { marks: { id: 'v1', mark: 'm1', seq: 1, visitor: p('p1') } } },
      { data: { marks: { id: 'n1', mark: 'm2', author: { nick: 'nick of p5' } } } },
    ],
  }),
  answers({
    name: 'one response name, two fields on types that never meet',
    right: 'each type has its own',
    by: 'GraphQL, Field Selection Merging',
    operation:
      'subscription($feed: ID!) { marks(feed: $feed) { ... on Visit { who: visitor { name } } ... on Note { who: author { name } } } }',
    steps: [{ event: aVisit() }, { event: { __typename: 'Note', id: 'n1', mark: 'm2', author: 'p5' } }],
    expect: [{ data: { marks: { who: p('p1') } } }, { data: { marks: { who: p('p5') } } }],
  }),
  answers({
    name: 'list of entities with nulls',
    right: 'each in its place, null where there is none',
    by: 'GraphQL, Value Completion',
    operation: visits('{ companions { id name } }'),
    steps: [{ event: aVisit({ companions: ['p4', null, 'p5', 'p4', null] }) }],
    expect: [
      {
        data: {
          visits: {
            companions: [
              { id: 'p4', ...p('p4') },
              null,
              { id: 'p5', ...p('p5') },
              { id: 'p4', ...p('p4') },
              null,
            ],
          },
        },
      },
    ],
  }),
  answers({
    name: 'lists of lists of entities',
    right: 'each in its place',
    by: 'GraphQL, Value Completion',
    operation: visits('{ rows { name } }'),
    steps: [{ event: aVisit({ rows: [['p4', null], [], ['p5']] }) }],
    expect: [{ data: { visits: { rows: [[p('p4'), null], [], [p('p5')]] } } }],
  }),
  answers({
    name: 'empty lists, and a list that is null',
    right: 'they stay what they are',
    by: 'GraphQL, Value Completion',
    operation: visits('{ companions { name } crew { name } squad { name } }'),
    expect: [{ data: { visits: { companions: [], crew: [], squad: null } } }],
  }),
  answers({
    name: 'an entity that is null, then there, then null',
    right: 'each event for itself',
    by: 'GraphQL, Value Completion',
    operation: visits('{ guest { name home { title } } }'),
    steps: [{ event: aVisit() }, { event: aVisit({ guest: 'p5' }) }, { event: aVisit() }],
    expect: [
      { data: { visits: { guest: null } } },
      { data: { visits: { guest: { ...p('p5'), home: { title: 'title of l1' } } } } },
      { data: { visits: { guest: null } } },
    ],
  }),
  answers({
    name: 'the event itself is null',
    right: 'a result with null, and the stream goes on',
    by: 'GraphQL, Value Completion',
    operation: 'subscription($feed: ID!) { perhaps(feed: $feed) { id visitor { name } } }',
    steps: [{ event: null }, { event: aVisit() }],
    expect: [{ data: { perhaps: null } }, { data: { perhaps: { id: 'v1', visitor: p('p1') } } }],
  }),
  answers({
    name: 'scalar events, zero among them',
    right: 'a value is a value',
    by: 'GraphQL, Subscription',
    operation: 'subscription($feed: ID!) { counts(feed: $feed) }',
    steps: [{ event: 1 }, { event: 0 }, { event: -2 }],
    expect: [{ data: { counts: 1 } }, { data: { counts: 0 } }, { data: { counts: -2 } }],
  }),
  answers({
    name: 'lists of objects, each with entities, and a list of a union',
    right: 'entities are found wherever they stand',
    by: 'GraphQL, Value Completion',
    operation:
      'subscription($feed: ID!) { parties(feed: $feed) { title leader { name } members { nick } visits { id visitor { name } place { title } } happenings { ... on Visit { visitor { nick } } ... on Closing { by { name } } ... on Person { name } } } }',
    steps: [
      {
        event: {
          title: 'tour',
          leader: 'p4',
          members: ['p5', null],
          visits: [{ id: 'v1' }, { id: 'v2', visitor: 'p6', place: 'l2' }],
          happenings: [
            aVisit({ visitor: 'p7' }),
            { __typename: 'Closing', reason: 'rain', by: 'p8' },
            { __typename: 'Person', id: 'p9' },
          ],
        },
      },
    ],
    expect: [
      {
        data: {
          parties: {
            title: 'tour',
            leader: p('p4'),
            members: [{ nick: 'nick of p5' }, null],
            visits: [
              { id: 'v1', visitor: p('p1'), place: { title: 'title of l1' } },
              { id: 'v2', visitor: p('p6'), place: { title: 'title of l2' } },
            ],
            happenings: [{ visitor: { nick: 'nick of p7' } }, { by: p('p8') }, p('p9')],
          },
        },
      },
    ],
  }),
];
