import { aVisit } from '../../fixtures/resolvers.ts';
import { answers, type Case, NotRight, visits } from '../case.ts';

const COLLECT = 'GraphQL, Field Collection';
const p = (id: string) => ({ name: `name of ${id}` });

/** What may be selected of an event. */
export const selections: readonly Case[] = [
  answers({
    name: 'alias of the root field',
    right: 'the event stands under the alias',
    by: 'GraphQL, Field Alias',
    operation: 'subscription($feed: ID!) { came: visits(feed: $feed) { id } }',
    expect: [{ data: { came: { id: 'v1' } } }],
  }),
  answers({
    name: 'one field under two aliases with different arguments',
    right: 'each alias has the value of its own arguments',
    by: 'GraphQL, Field Alias',
    operation: visits('{ a: label(prefix: "a") b: label(prefix: "b", upper: true) label }'),
    expect: [{ data: { visits: { a: 'av1', b: 'BV1', label: '#v1' } } }],
  }),
  answers({
    name: 'aliases of an entity and of its fields',
    right: 'what other subgraphs answer stands under the aliases too',
    by: 'GraphQL, Field Alias',
    operation: visits('{ who: visitor { called: name id: nick } }'),
    expect: [{ data: { visits: { who: { called: 'name of p1', id: 'nick of p1' } } } }],
  }),
  answers({
    name: 'aliases that hide the key',
    right: 'the key that the gateway needs is not what the client calls id and __typename',
    by: 'GraphQL, Field Alias',
    operation: visits('{ visitor { id: name key: id } guest { id } }'),
    expect: [{ data: { visits: { visitor: { id: 'name of p1', key: 'p1' }, guest: null } } }],
  }),
  answers({
    name: 'an alias that hides the key of the event',
    right: 'the event has its own field under the alias, entities are found all the same',
    by: 'GraphQL, Field Alias',
    operation: visits('{ id: seq visitor { name } }'),
    expect: [{ data: { visits: { id: 1, visitor: { name: 'name of p1' } } } }],
  }),
  answers({
    name: 'one entity under two aliases with different selections',
    right: 'each alias has its own fields only',
    by: 'GraphQL, Field Alias',
    operation: visits('{ a: visitor { name } b: visitor { nick } }'),
    expect: [{ data: { visits: { a: p('p1'), b: { nick: 'nick of p1' } } } }],
  }),
  answers({
    name: 'named fragment',
    right: 'its fields are selected',
    by: COLLECT,
    operation: `${visits('{ ...Some }')} fragment Some on Visit { id visitor { name } }`,
    expect: [{ data: { visits: { id: 'v1', visitor: p('p1') } } }],
  }),
  answers({
    name: 'fragments in fragments, over the border of two subgraphs',
    right: 'fragments do not care which subgraph has a field',
    by: COLLECT,
    operation: `${visits('{ ...A }')} fragment A on Visit { visitor { ...B } } fragment B on Person { name home { ...C } } fragment C on Place { title }`,
    expect: [{ data: { visits: { visitor: { name: 'name of p1', home: { title: 'title of l1' } } } } }],
  }),
  answers({
    name: 'one fragment spread in two places',
    right: 'it is selected in both',
    by: COLLECT,
    operation: `${visits('{ visitor { ...P } host { ...P nick } }')} fragment P on Person { name born }`,
    expect: [
      {
        data: {
          visits: {
            visitor: { name: 'name of p1', born: 1990 },
            host: { name: 'name of p2', born: 1990, nick: null },
          },
        },
      },
    ],
  }),
  answers({
    name: 'inline fragments with and without a type',
    right: 'their fields are selected',
    by: 'GraphQL, Inline Fragments',
    operation: visits('{ ... { id } ... on Visit { seq visitor { ... on Person { name } ... { nick } } } }'),
    expect: [{ data: { visits: { id: 'v1', seq: 1, visitor: { name: 'name of p1', nick: 'nick of p1' } } } }],
  }),
  answers({
    name: 'one field selected twice',
    right: 'the selections merge',
    by: 'GraphQL, Field Selection Merging',
    operation: visits('{ id id visitor { name } visitor { nick home { id } } visitor { home { title } } }'),
    expect: [
      {
        data: {
          visits: {
            id: 'v1',
            visitor: { name: 'name of p1', nick: 'nick of p1', home: { id: 'l1', title: 'title of l1' } },
          },
        },
      },
    ],
  }),
  answers({
    name: '__typename of the event, of entities, and under an alias',
    right: 'the names of the types; the root’s selection is not the root',
    by: 'GraphQL, Type Name Introspection',
    operation: visits(
      '{ __typename visitor { __typename home { type: __typename title } } place { __typename } }',
    ),
    expect: [
      {
        data: {
          visits: {
            __typename: 'Visit',
            visitor: { __typename: 'Person', home: { type: 'Place', title: 'title of l1' } },
            place: { __typename: 'Place' },
          },
        },
      },
    ],
  }),
  answers({
    name: 'nothing but __typename of the event',
    right: 'that is a selection like others',
    by: 'GraphQL, Type Name Introspection',
    operation: visits('{ __typename }'),
    steps: [{ event: aVisit() }, { event: aVisit() }],
    expect: [{ data: { visits: { __typename: 'Visit' } } }, { data: { visits: { __typename: 'Visit' } } }],
  }),
  answers({
    name: '__typename and keys that nobody asked for',
    right: 'what the gateway needs for itself does not reach the client',
    by: 'GraphQL, Response Format',
    operation: visits('{ visitor { nick } companions { name } }'),
    steps: [{ event: aVisit({ companions: ['p4'] }) }],
    expect: [{ data: { visits: { visitor: { nick: 'nick of p1' }, companions: [p('p4')] } } }],
  }),
  answers({
    name: '@skip and @include with literals',
    right: 'a field is there when it is not skipped and included',
    by: 'GraphQL, @skip and @include',
    operation: visits(
      '{ id seq @skip(if: true) kind @include(if: false) mark @skip(if: false) label @include(if: true) @skip(if: true) visitor { name nick @skip(if: true) } }',
    ),
    expect: [{ data: { visits: { id: 'v1', mark: 'm1', visitor: p('p1') } } }],
  }),
  answers({
    name: '@include of an entity by a variable that is false',
    right: 'the entity is not there',
    by: 'GraphQL, @skip and @include',
    operation:
      'subscription($feed: ID!, $who: Boolean!) { visits(feed: $feed) { id visitor @include(if: $who) { name } } }',
    variables: { who: false },
    expect: [{ data: { visits: { id: 'v1' } } }],
  }),
  answers({
    name: '@include and @skip by variables, one of them by its default',
    right: 'defaults count as if they had been given',
    by: 'GraphQL, @skip and @include',
    operation:
      'subscription($feed: ID!, $no: Boolean = true, $yes: Boolean!) { visits(feed: $feed) { visitor @include(if: $yes) { name @skip(if: $no) nick } place @skip(if: $no) { title } } }',
    variables: { yes: true },
    expect: [{ data: { visits: { visitor: { nick: 'nick of p1' } } } }],
  }),
  answers({
    name: '@skip on fragments below the root',
    right: 'a skipped fragment selects nothing',
    by: 'GraphQL, @skip and @include',
    operation: `subscription($feed: ID!, $no: Boolean!) { visits(feed: $feed) { id ...F @skip(if: $no) ... on Visit @include(if: $no) { seq } visitor { ...G @skip(if: $no) nick } } } fragment F on Visit { mark place { title } } fragment G on Person { name }`,
    variables: { no: true },
    expect: [{ data: { visits: { id: 'v1', seq: 1, visitor: { nick: 'nick of p1' } } } }],
  }),
  {
    name: 'order of the fields',
    right: 'as they were selected, over the border of subgraphs (the specification says “should”)',
    by: 'GraphQL, Serialized Map Ordering',
    taste: true,
    async play({ feed, listen }) {
      feed.push({ event: aVisit() }, 'complete');
      using listening = await listen(visits('{ visitor { nick id name } seq id }'));
      await listening.untilEnd();
      const came = JSON.stringify(listening.results[0]?.data);
      const right =
        '{"visits":{"visitor":{"nick":"nick of p1","id":"p1","name":"name of p1"},"seq":1,"id":"v1"}}';
      if (came !== right) throw new NotRight(String(came));
    },
  },
];
