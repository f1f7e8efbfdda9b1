import { aVisit } from '../../fixtures/resolvers.ts';
import { answers, type Case, judgeEnd, judgeResults, NotRight, visits } from '../case.ts';

const ENTITIES = 'Federation, Entities';

/** What other subgraphs add to an event. */
export const entities: readonly Case[] = [
  answers({
    name: 'one hop',
    right: 'the fields of another subgraph',
    by: ENTITIES,
    operation: visits('{ visitor { name } }'),
    expect: [{ data: { visits: { visitor: { name: 'name of p1' } } } }],
  }),
  answers({
    name: 'nothing but the key',
    right: 'the entity’s key, which the event has',
    by: ENTITIES,
    operation: visits('{ visitor { id } place { id } }'),
    expect: [{ data: { visits: { visitor: { id: 'p1' }, place: { id: 'l1' } } } }],
  }),
  answers({
    name: 'two entities of two subgraphs',
    right: 'both',
    by: ENTITIES,
    operation: visits('{ visitor { name } place { title region { code name } } }'),
    expect: [
      {
        data: {
          visits: {
            visitor: { name: 'name of p1' },
            place: { title: 'title of l1', region: { code: 'r-l1', name: 'region of l1' } },
          },
        },
      },
    ],
  }),
  answers({
    name: 'a chain over three subgraphs',
    right: 'visits → people → places',
    by: ENTITIES,
    operation: visits('{ visitor { home { title } } }'),
    expect: [{ data: { visits: { visitor: { home: { title: 'title of l1' } } } } }],
  }),
  answers({
    name: 'a chain that comes back',
    right: 'visits → people → places → people → places',
    by: ENTITIES,
    operation: visits('{ visitor { home { keeper { name home { region { name } } } } } }'),
    expect: [
      {
        data: {
          visits: {
            visitor: {
              home: { keeper: { name: 'name of keeper-l1', home: { region: { name: 'region of l1' } } } },
            },
          },
        },
      },
    ],
  }),
  answers({
    name: 'a chain through a list with nulls',
    right: 'each in its place',
    by: ENTITIES,
    operation: visits('{ companions { home { title } } }'),
    steps: [{ event: aVisit({ companions: ['p4@l4', null, 'p3', 'p5@l5'] }) }],
    expect: [
      {
        data: {
          visits: {
            companions: [
              { home: { title: 'title of l4' } },
              null,
              { home: null },
              { home: { title: 'title of l5' } },
            ],
          },
        },
      },
    ],
  }),
  answers({
    name: 'a list of entities within an entity, by an argument',
    right: 'so many, with their fields',
    by: ENTITIES,
    operation: visits('{ visitor { friends(first: 3) { name } one: friends(first: 1) { nick } } }'),
    expect: [
      {
        data: {
          visits: {
            visitor: {
              friends: [{ name: 'name of p1-1' }, { name: 'name of p1-2' }, { name: 'name of p1-3' }],
              one: [{ nick: 'nick of p1-1' }],
            },
          },
        },
      },
    ],
  }),
  answers({
    name: 'one field of an entity under two aliases with different arguments',
    right: 'each alias has the value of its own arguments',
    by: 'GraphQL, Field Alias',
    operation: visits('{ visitor { small: badge large: badge(size: LARGE) } }'),
    expect: [{ data: { visits: { visitor: { small: '{"size":"SMALL"}', large: '{"size":"LARGE"}' } } } }],
  }),
  answers({
    name: '@requires of a scalar',
    right: 'what is required is fetched first and not shown',
    by: 'Federation, @requires',
    operation: visits('{ visitor { generation } }'),
    expect: [{ data: { visits: { visitor: { generation: 'the 1990s' } } } }],
  }),
  answers({
    name: '@requires of an object’s field, there and null',
    right: 'what is required is fetched first, null too',
    by: 'Federation, @requires',
    operation: visits('{ companions { district generation } }'),
    steps: [{ event: aVisit({ companions: ['p4@l4', 'p3'] }) }],
    expect: [
      {
        data: {
          visits: {
            companions: [
              { district: 'district of l4', generation: 'the 1990s' },
              { district: null, generation: 'the 1990s' },
            ],
          },
        },
      },
    ],
  }),
  answers({
    name: '@provides',
    right: 'the value, whoever is asked for it',
    by: 'Federation, @provides',
    operation: visits('{ host { name nick } }'),
    steps: [{ event: aVisit({ host: 'p4' }) }],
    expect: [{ data: { visits: { host: { name: 'name of p4', nick: 'nick of p4' } } } }],
  }),
  {
    name: '@provides saves a request',
    right: 'what the event provides is not asked for once more (the directive says “can”)',
    by: 'Federation, @provides',
    taste: true,
    async play({ feed, fixtures, listen }) {
      feed.push({ event: aVisit({ host: 'p-provided' }) }, 'complete');
      using listening = await listen(visits('{ host { name } }'));
      await listening.untilEnd();
      judgeResults(listening, [{ data: { visits: { host: { name: 'name of p-provided' } } } }]);
      if (fixtures.subgraphs.people.asked.some((body) => body.includes('p-provided')))
        throw new NotRight('people was asked for the name');
    },
  },
  answers({
    name: 'a key of several fields, one of them within an object',
    right: 'the entity is found by all of them',
    by: 'Federation, @key',
    operation: visits('{ seat { number view } }'),
    steps: [{ event: aVisit({ seat: { hall: 'h1', number: 7 } }) }],
    expect: [{ data: { visits: { seat: { number: 7, view: 'view from h1 7' } } } }],
  }),
  answers({
    name: 'the same entity in two places of an event',
    right: 'each place has its own fields',
    by: ENTITIES,
    operation: visits('{ visitor { name } guest { nick home { title } } }'),
    steps: [{ event: aVisit({ guest: 'p1' }) }],
    expect: [
      {
        data: {
          visits: {
            visitor: { name: 'name of p1' },
            guest: { nick: 'nick of p1', home: { title: 'title of l1' } },
          },
        },
      },
    ],
  }),
  {
    name: 'fifty entities of one event in one request',
    right: 'one request to their subgraph, not fifty',
    by: 'Federation, Query._entities',
    taste: true,
    async play({ feed, fixtures, listen }) {
      const ids = Array.from({ length: 50 }, (_, n) => `p-fifty-${n}`);
      feed.push({ event: aVisit({ companions: ids }) }, 'complete');
      using listening = await listen(visits('{ companions { name } }'));
      await listening.untilEnd();
      judgeResults(listening, [
        { data: { visits: { companions: ids.map((id) => ({ name: `name of ${id}` })) } } },
      ]);
      judgeEnd(listening);
      const requests = fixtures.subgraphs.people.asked.filter((body) => body.includes('p-fifty-')).length;
      if (requests > 1) throw new NotRight(`${requests} requests`);
    },
  },
];
