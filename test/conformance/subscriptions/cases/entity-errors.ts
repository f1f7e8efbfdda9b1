import { aVisit } from '../../fixtures/resolvers.ts';
import { answers, type Case, visits } from '../case.ts';

const HANDLING = 'GraphQL, Handling Execution Errors';
const perhaps = (selection: string) => `subscription($feed: ID!) { perhaps(feed: $feed) ${selection} }`;
const nameOf = (id: string) => ({ name: `name of ${id}` });

/** Fields of entities that fail while their subgraphs answer: where null stands, and which path the error has. */
export const entityErrors: readonly Case[] = [
  answers({
    name: 'a nullable field of an entity fails',
    right: 'null in its place, an error with its path',
    by: HANDLING,
    operation: visits('{ visitor { name faint } }'),
    steps: [{ event: aVisit({ visitor: 'p4!faint' }) }],
    expect: [
      {
        data: { visits: { visitor: { ...nameOf('p4!faint'), faint: null } } },
        errors: [['visits', 'visitor', 'faint']],
      },
    ],
  }),
  answers({
    name: 'a non-null field of a nullable entity fails',
    right: 'the entity is null',
    by: HANDLING,
    operation: visits('{ id guest { name firm } }'),
    steps: [{ event: aVisit({ guest: 'p4!firm' }) }],
    expect: [{ data: { visits: { id: 'v1', guest: null } }, errors: [['visits', 'guest', 'firm']] }],
  }),
  answers({
    name: 'a non-null field of a non-null entity fails',
    right: 'null goes up to the root',
    by: HANDLING,
    operation: visits('{ id visitor { name firm } }'),
    steps: [{ event: aVisit({ visitor: 'p4!firm' }) }],
    expect: [{ data: null, errors: [['visits', 'visitor', 'firm']] }],
  }),
  answers({
    name: 'the same under a nullable event',
    right: 'null goes up to the event',
    by: HANDLING,
    operation: perhaps('{ id visitor { firm } }'),
    steps: [{ event: aVisit({ visitor: 'p4!firm' }) }],
    expect: [{ data: { perhaps: null }, errors: [['perhaps', 'visitor', 'firm']] }],
  }),
  answers({
    name: 'in a list: a nullable field of one entity fails',
    right: 'the path has the entity’s place in the client’s list, nulls counted',
    by: 'GraphQL, Errors, path',
    operation: visits('{ companions { name faint } }'),
    steps: [{ event: aVisit({ companions: [null, 'p4', 'p5!faint'] }) }],
    expect: [
      {
        data: {
          visits: {
            companions: [
              null,
              { ...nameOf('p4'), faint: 'faint of p4' },
              { ...nameOf('p5!faint'), faint: null },
            ],
          },
        },
        errors: [['visits', 'companions', 2, 'faint']],
      },
    ],
  }),
  answers({
    name: 'in a list of nullable entities: a non-null field fails',
    right: 'that entity is null, its neighbours are there',
    by: HANDLING,
    operation: visits('{ companions { firm } }'),
    steps: [{ event: aVisit({ companions: ['p4', 'p5!firm', 'p6'] }) }],
    expect: [
      {
        data: { visits: { companions: [{ firm: 'firm of p4' }, null, { firm: 'firm of p6' }] } },
        errors: [['visits', 'companions', 1, 'firm']],
      },
    ],
  }),
  answers({
    name: 'in a nullable list of non-null entities: a non-null field fails',
    right: 'the list is null',
    by: HANDLING,
    operation: visits('{ id squad { firm } }'),
    steps: [{ event: aVisit({ squad: ['p4', 'p5!firm'] }) }],
    expect: [{ data: { visits: { id: 'v1', squad: null } }, errors: [['visits', 'squad', 1, 'firm']] }],
  }),
  answers({
    name: 'in a non-null list of non-null entities: a non-null field fails',
    right: 'null goes up to the root',
    by: HANDLING,
    operation: visits('{ id crew { firm } }'),
    steps: [{ event: aVisit({ crew: ['p4!firm', 'p5'] }) }],
    expect: [{ data: null, errors: [['visits', 'crew', 0, 'firm']] }],
  }),
  answers({
    name: 'in lists of lists: a nullable field fails',
    right: 'the path has both places',
    by: 'GraphQL, Errors, path',
    operation: visits('{ rows { faint } }'),
    steps: [{ event: aVisit({ rows: [['p4'], [null, 'p5!faint']] }) }],
    expect: [
      {
        data: { visits: { rows: [[{ faint: 'faint of p4' }], [null, { faint: null }]] } },
        errors: [['visits', 'rows', 1, 1, 'faint']],
      },
    ],
  }),
  answers({
    name: 'a nullable field at the second hop fails',
    right: 'null in its place, the whole path',
    by: HANDLING,
    operation: visits('{ visitor { name home { title faint } } }'),
    steps: [{ event: aVisit({ visitor: 'p4@l4!faint' }) }],
    expect: [
      {
        data: {
          visits: {
            visitor: { ...nameOf('p4@l4!faint'), home: { title: 'title of l4!faint', faint: null } },
          },
        },
        errors: [['visits', 'visitor', 'home', 'faint']],
      },
    ],
  }),
  answers({
    name: 'a non-null field at the second hop fails',
    right: 'null goes up to the nullable entity of the first hop, not further',
    by: HANDLING,
    operation: visits('{ visitor { name home { title firm } } }'),
    steps: [{ event: aVisit({ visitor: 'p4@l4!firm' }) }],
    expect: [
      {
        data: { visits: { visitor: { ...nameOf('p4@l4!firm'), home: null } } },
        errors: [['visits', 'visitor', 'home', 'firm']],
      },
    ],
  }),
  answers({
    name: 'an entity that its subgraph does not know, a nullable field asked',
    right: 'the field is null',
    by: 'Federation, Query._entities',
    operation: visits('{ id guest { id nick } }'),
    steps: [{ event: aVisit({ guest: 'p4!nobody' }) }],
    expect: [{ data: { visits: { id: 'v1', guest: { id: 'p4!nobody', nick: null } } } }],
  }),
  answers({
    name: 'an entity that its subgraph does not know, a non-null field asked',
    right: 'the nullable entity is null, and an error says why',
    by: HANDLING,
    operation: visits('{ id guest { id name } }'),
    steps: [{ event: aVisit({ guest: 'p4!nobody' }) }],
    expect: [{ data: { visits: { id: 'v1', guest: null } }, errors: [{ under: ['visits', 'guest'] }] }],
  }),
  answers({
    name: 'one of several entities cannot be read',
    right: 'its fields are null with an error under its place; its neighbours are there',
    by: HANDLING,
    operation: visits('{ companions { id nick } }'),
    steps: [{ event: aVisit({ companions: ['p4', 'p5!throw', 'p6'] }) }],
    expect: [
      {
        data: {
          visits: {
            companions: [
              { id: 'p4', nick: 'nick of p4' },
              { id: 'p5!throw', nick: null },
              { id: 'p6', nick: 'nick of p6' },
            ],
          },
        },
        errors: [{ under: ['visits', 'companions', 1] }],
      },
    ],
  }),
];
