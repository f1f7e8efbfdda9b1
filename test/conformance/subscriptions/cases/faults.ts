import { aVisit } from '../../fixtures/resolvers.ts';
import type { Fault } from '../../fixtures/faults.ts';
import { answers, type Case, judgeResults, visits } from '../case.ts';

const HANDLING = 'GraphQL, Handling Execution Errors';

/**
 * Each asks under an alias of its own, and the next event comes after the first result: a gateway may well ask for the
 * entities of several events in one request, and then they fail together.
 */
const broken = (fault: Fault, how: string): Case => {
  const alias = `under${fault}`;
  return {
    name: `the subgraph of an entity ${how}`,
    right: 'null for its nullable field, an error there, the rest of the event; the next event is whole',
    by: HANDLING,
    async play({ feed, listen }) {
      using listening = await listen(visits(`{ id place { title } guest { ${alias}: nick } }`));
      feed.push({ event: aVisit({ guest: `p4!${fault}` }) });
      await listening.untilResults(1);
      feed.push({ event: aVisit({ id: 'v2', guest: 'p5' }) }, 'complete');
      await listening.untilEnd();
      const place = { title: 'title of l1' };
      judgeResults(listening, [
        {
          data: { visits: { id: 'v1', place, guest: { [alias]: null } } },
          errors: [{ under: ['visits', 'guest'] }],
        },
        { data: { visits: { id: 'v2', place, guest: { [alias]: 'nick of p5' } } } },
      ]);
    },
  };
};

const LIMIT_MS = 15_000;

/** Subgraphs of entities that do not answer as they should. */
export const faults: readonly Case[] = [
  broken('500', 'answers 500'),
  broken('cut', 'hangs up'),
  broken('html', 'answers with a page'),
  broken('torn', 'answers with half of its JSON'),
  answers({
    name: 'the subgraph of an entity cannot be reached, a nullable field asked',
    right: 'null and an error there; the rest of the event is there',
    by: HANDLING,
    operation: visits('{ id visitor { name remote } }'),
    expect: [
      {
        data: { visits: { id: 'v1', visitor: { name: 'name of p1', remote: null } } },
        errors: [{ under: ['visits', 'visitor'] }],
      },
    ],
  }),
  answers({
    name: 'the subgraph of an entity cannot be reached, a non-null field asked',
    right: 'null goes up to the root; the stream goes on',
    by: HANDLING,
    operation: visits('{ id visitor { name remoteFirm } }'),
    steps: [{ event: aVisit() }, { event: aVisit({ id: 'v2' }) }],
    expect: [
      { data: null, errors: [{ under: ['visits', 'visitor'] }] },
      { data: null, errors: [{ under: ['visits', 'visitor'] }] },
    ],
  }),
  answers({
    name: 'the same under a nullable entity',
    right: 'the entity is null, the rest of the event is there',
    by: HANDLING,
    operation: visits('{ id guest { name remoteFirm } place { title } }'),
    steps: [{ event: aVisit({ guest: 'p4' }) }],
    expect: [
      {
        data: { visits: { id: 'v1', guest: null, place: { title: 'title of l1' } } },
        errors: [{ under: ['visits', 'guest'] }],
      },
    ],
  }),
  answers({
    name: 'a subgraph that cannot be reached, in a list',
    right: 'null for each that has a key; nulls stay nulls',
    by: HANDLING,
    operation: visits('{ companions { id remote } }'),
    steps: [{ event: aVisit({ companions: ['p4', null, 'p5'] }) }],
    expect: [
      {
        data: { visits: { companions: [{ id: 'p4', remote: null }, null, { id: 'p5', remote: null }] } },
        errors: [{ under: ['visits', 'companions'] }],
      },
    ],
  }),
  answers({
    name: 'the subgraph at the second hop answers 500',
    right: 'null up to the nullable entity of the first hop, an error there',
    by: HANDLING,
    operation: visits('{ visitor { name home { fell: title } } }'),
    steps: [{ event: aVisit({ visitor: 'p4@l4!500' }) }],
    expect: [
      {
        data: { visits: { visitor: { name: 'name of p4@l4!500', home: null } } },
        errors: [{ under: ['visits', 'visitor', 'home'] }],
      },
    ],
  }),
  answers({
    name: 'a slow subgraph under the first of three events',
    right: 'each event comes whole, and in the order of the stream',
    by: 'GraphQL, MapSourceToResponseEvent',
    operation: visits('{ id visitor { late: name } }'),
    steps: [
      { event: aVisit({ visitor: 'p4!slow' }) },
      { event: aVisit({ id: 'v2' }) },
      { event: aVisit({ id: 'v3', visitor: 'p5' }) },
    ],
    expect: [
      { data: { visits: { id: 'v1', visitor: { late: 'name of p4!slow' } } } },
      { data: { visits: { id: 'v2', visitor: { late: 'name of p1' } } } },
      { data: { visits: { id: 'v3', visitor: { late: 'name of p5' } } } },
    ],
  }),
  {
    name: 'a subgraph of an entity never answers',
    right: `within ${LIMIT_MS / 1000} s the event comes without it and says so; waiting longer is nobody’s word`,
    by: HANDLING,
    taste: true,
    async play({ feed, listen }) {
      feed.push({ event: aVisit({ guest: 'p4!mute' }) });
      using listening = await listen(visits('{ id guest { never: nick } }'));
      await listening.untilResults(1, LIMIT_MS);
      judgeResults(listening, [
        { data: { visits: { id: 'v1', guest: { never: null } } }, errors: [{ under: ['visits', 'guest'] }] },
      ]);
    },
  },
];
