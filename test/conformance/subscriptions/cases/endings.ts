import { aVisit } from '../../fixtures/resolvers.ts';
import type { Step } from '../../fixtures/feeds.ts';
import { answers, type Case, judgeResults, NotRight, refuses, show, visits } from '../case.ts';

const RESPONSE = 'GraphQL, MapSourceToResponseEvent';
const SOURCE = 'GraphQL, CreateSourceEventStream';
const LIMIT_MS = 12_000;

/** The stream ends by itself in a way that nobody wanted, and the client must hear so: not silence, not a plain end. */
const breaks = (name: string, last: Step): Case => ({
  name,
  right: `the events before it, then within ${LIMIT_MS / 1000} s an error; silence, or an end as if all were well, hides a loss`,
  by: RESPONSE,
  async play({ feed, listen }) {
    feed.push({ event: aVisit() }, { pauseMs: 100 }, last);
    using listening = await listen(visits('{ id }'));
    await listening.untilEnd(LIMIT_MS);
    const { results, ending } = listening;
    if (JSON.stringify(results[0]?.data) !== '{"visits":{"id":"v1"}}') throw new NotRight(show(results));
    if (!ending) throw new NotRight(`silence after ${show(results)}`);
    const told = ending.how === 'error' || results.slice(1).some(({ errors }) => errors?.length);
    if (!told) throw new NotRight(`the end: ${show(ending)} after ${show(results)}`);
    const twice = results.slice(1).filter(({ data }) => data);
    if (twice.length > 0) throw new NotRight(`the event came again: ${show(results)}`);
  },
});

/** How a subscription ends, other than by its client. */
export const endings: readonly Case[] = [
  answers({
    name: 'the stream completes',
    right: 'after its last event the subscription completes',
    by: RESPONSE,
    operation: visits('{ id visitor { name } }'),
    steps: [{ event: aVisit() }, { event: aVisit({ id: 'v2' }) }],
    expect: [
      { data: { visits: { id: 'v1', visitor: { name: 'name of p1' } } } },
      { data: { visits: { id: 'v2', visitor: { name: 'name of p1' } } } },
    ],
  }),
  answers({
    name: 'the stream completes without an event',
    right: 'so does the subscription',
    by: RESPONSE,
    operation: visits('{ id }'),
    steps: [],
    expect: [],
  }),
  answers({
    name: 'the stream completes while a slow subgraph is asked',
    right: 'the last event still comes, then the end',
    by: RESPONSE,
    operation: visits('{ id visitor { last: name } }'),
    steps: [{ event: aVisit({ visitor: 'p4!slow' }) }],
    expect: [{ data: { visits: { id: 'v1', visitor: { last: 'name of p4!slow' } } } }],
  }),
  answers({
    name: 'two hundred events at once',
    right: 'each once, in order',
    by: RESPONSE,
    operation: visits('{ seq visitor { id name } }'),
    steps: Array.from({ length: 200 }, (_, n) => ({ event: aVisit({ seq: n, visitor: `p${n}` }) })),
    expect: Array.from({ length: 200 }, (_, n) => ({
      data: { visits: { seq: n, visitor: { id: `p${n}`, name: `name of p${n}` } } },
    })),
  }),
  breaks('the stream breaks off', 'break'),
  breaks('the stream sends what is not JSON', 'garbage'),
  refuses({
    name: 'the subgraph refuses the subscription with an error',
    right: 'the client is told, and nothing else comes',
    by: SOURCE,
    operation: visits('{ id }'),
    opening: 'refuse',
  }),
  refuses({
    name: 'the subgraph answers 500 to the subscription',
    right: 'the client is told, and nothing else comes',
    by: SOURCE,
    operation: visits('{ id }'),
    opening: 'http-500',
  }),
  refuses({
    name: 'the subgraph answers the subscription with a page',
    right: 'the client is told, and nothing else comes',
    by: SOURCE,
    operation: visits('{ id }'),
    opening: 'not-json',
  }),
  {
    name: 'one stream breaks off, another on the same socket goes on',
    right: 'what ends a subscription does not end the socket with the others on it',
    by: 'graphql-transport-ws, Next and Error have an id',
    async play({ feed, fixtures, socket }) {
      const other = fixtures.feeds.get(`${feed.id}-other`);
      using line = await socket();
      using lasting = line.listen({ query: visits('{ id }'), variables: { feed: other.id } });
      using broken = line.listen({ query: visits('{ id }'), variables: { feed: feed.id } });
      other.push({ event: aVisit() });
      await lasting.untilResults(1);
      feed.push({ event: aVisit() }, 'break');
      await broken.untilEnd(LIMIT_MS);
      other.push({ event: aVisit({ id: 'v2' }) });
      await lasting.untilResults(2);
      judgeResults(lasting, [{ data: { visits: { id: 'v1' } } }, { data: { visits: { id: 'v2' } } }]);
      if (lasting.ending) throw new NotRight(`the other ended: ${show(lasting.ending)}`);
    },
  },
];
