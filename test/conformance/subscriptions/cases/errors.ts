import { aVisit } from '../../fixtures/resolvers.ts';
import { answers, type Case, NotRight, visits } from '../case.ts';

const HANDLING = 'GraphQL, Handling Execution Errors';
const perhaps = (selection: string) => `subscription($feed: ID!) { perhaps(feed: $feed) ${selection} }`;
const nameOf = (id: string) => ({ name: `name of ${id}` });

/** Fields of the event that fail: where null stands, and which path the error has. */
export const errors: readonly Case[] = [
  answers({
    name: 'a nullable field of the event fails',
    right: 'null in its place, an error with its path, the rest is there',
    by: HANDLING,
    operation: visits('{ id faint visitor { name } }'),
    steps: [{ event: aVisit({ fails: ['faint'] }) }],
    expect: [
      { data: { visits: { id: 'v1', faint: null, visitor: nameOf('p1') } }, errors: [['visits', 'faint']] },
    ],
  }),
  answers({
    name: 'the path of an error under aliases',
    right: 'made of the aliases, as the client sees them',
    by: 'GraphQL, Errors, path',
    operation:
      'subscription($feed: ID!) { came: visits(feed: $feed) { weak: faint who: visitor { frail: faint } } }',
    steps: [{ event: aVisit({ fails: ['faint'], visitor: 'p4!faint' }) }],
    expect: [
      {
        data: { came: { weak: null, who: { frail: null } } },
        errors: [
          ['came', 'weak'],
          ['came', 'who', 'frail'],
        ],
      },
    ],
  }),
  answers({
    name: 'a non-null field of a non-null event fails',
    right: 'data is null, the path is the field’s',
    by: HANDLING,
    operation: visits('{ id firm }'),
    steps: [{ event: aVisit({ fails: ['firm'] }) }],
    expect: [{ data: null, errors: [['visits', 'firm']] }],
  }),
  answers({
    name: 'a non-null field of a nullable event fails',
    right: 'the event is null, the path is the field’s',
    by: HANDLING,
    operation: perhaps('{ id firm }'),
    steps: [{ event: aVisit({ fails: ['firm'] }) }],
    expect: [{ data: { perhaps: null }, errors: [['perhaps', 'firm']] }],
  }),
  answers({
    name: 'a nullable event fails itself',
    right: 'null and an error with the root field’s path; the next event comes',
    by: HANDLING,
    operation: perhaps('{ id }'),
    steps: [{ event: 'fail' }, { event: aVisit() }],
    expect: [{ data: { perhaps: null }, errors: [['perhaps']] }, { data: { perhaps: { id: 'v1' } } }],
  }),
  answers({
    name: 'a non-null event fails itself',
    right: 'data is null and an error with the root field’s path; the next event comes',
    by: HANDLING,
    operation: visits('{ id }'),
    steps: [{ event: 'fail' }, { event: aVisit() }],
    expect: [{ data: null, errors: [['visits']] }, { data: { visits: { id: 'v1' } } }],
  }),
  answers({
    name: 'one event fails, the next does not',
    right: 'an error ends an event, not the stream, and is not told twice',
    by: 'GraphQL, MapSourceToResponseEvent',
    operation: visits('{ id firm visitor { firm } }'),
    steps: [
      { event: aVisit({ fails: ['firm'] }) },
      { event: aVisit({ id: 'v2' }) },
      { event: aVisit({ id: 'v3', visitor: 'p4!firm' }) },
      { event: aVisit({ id: 'v4' }) },
    ],
    expect: [
      { data: null, errors: [['visits', 'firm']] },
      { data: { visits: { id: 'v2', firm: 'firm of v2', visitor: { firm: 'firm of p1' } } } },
      { data: null, errors: [['visits', 'visitor', 'firm']] },
      { data: { visits: { id: 'v4', firm: 'firm of v4', visitor: { firm: 'firm of p1' } } } },
    ],
  }),
  answers({
    name: 'an error of the event without a path',
    right: 'the client is told',
    by: 'GraphQL, Errors',
    taste: true,
    operation: visits('{ id visitor { name } }'),
    steps: [{ event: aVisit(), complaint: 'something is odd' }],
    expect: [{ data: { visits: { id: 'v1', visitor: nameOf('p1') } }, errors: ['anywhere'] }],
  }),
  {
    name: 'code of a subgraph’s error',
    right: 'extensions.code reaches the client',
    by: 'GraphQL, Errors, extensions',
    taste: true,
    async play({ feed, listen }) {
      feed.push({ event: aVisit({ visitor: 'p4!faint', fails: ['faint'] }) }, 'complete');
      using listening = await listen(visits('{ faint visitor { faint } }'));
      await listening.untilEnd();
      const codes = listening.results[0]?.errors?.map(
        ({ extensions }) => (extensions as { code?: string })?.code,
      );
      if (codes?.join() !== 'NOT_FOUND,NOT_FOUND') throw new NotRight(`codes: ${codes?.join() ?? 'none'}`);
    },
  },
  {
    name: 'extensions of an event',
    right: 'a cursor that the subgraph sends beside an event reaches the client',
    by: 'GraphQL, Response Format, extensions',
    taste: true,
    async play({ feed, listen }) {
      feed.push({ event: aVisit(), extensions: { cursor: 'c1' } }, 'complete');
      using listening = await listen(visits('{ id visitor { name } }'));
      await listening.untilEnd();
      const cursor = listening.results[0]?.extensions?.['cursor'];
      if (cursor !== 'c1')
        throw new NotRight(`extensions: ${JSON.stringify(listening.results[0]?.extensions)}`);
    },
  },
];
