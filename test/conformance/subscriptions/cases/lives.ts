import { setTimeout as wait } from 'node:timers/promises';
import { aVisit } from '../../fixtures/resolvers.ts';
import type { Feed } from '../../fixtures/feeds.ts';
import { answers, type Case, judgeEnd, judgeRefusal, judgeResults, NotRight, show, visits } from '../case.ts';

const UNSUBSCRIBE = 'GraphQL, Unsubscribe, and MapSourceToResponseEvent: “cancelled”';
const COMPLETE = 'graphql-transport-ws, Complete';
const QUIET_MS = 300;
const seen = (...ids: string[]) => ids.map((id) => ({ data: { visits: { id } } }));

/** A gateway that leaves upstreams open pays for every client that ever was. */
async function expectClosed(feed: Feed): Promise<void> {
  await feed.untilOpen(0).catch((error: Error) => {
    throw new NotRight(`8 s later ${error.message}`);
  });
}

async function expectOpen(feed: Feed): Promise<void> {
  await Promise.race([feed.untilOpen(1), feed.untilOpen(2)]);
}

/** How subscriptions begin, live side by side, and are left by their clients. */
export const lives: readonly Case[] = [
  {
    name: 'the client completes',
    right: 'the subscription at the subgraph is closed',
    by: UNSUBSCRIBE,
    async play({ feed, listen }) {
      using listening = await listen(visits('{ id }'));
      feed.push({ event: aVisit() });
      await listening.untilResults(1);
      judgeResults(listening, seen('v1'));
      listening.stop();
      await expectClosed(feed);
    },
  },
  {
    name: 'nothing comes after the client has completed',
    right: 'no further event of that subscription',
    by: COMPLETE,
    async play({ feed, listen }) {
      using listening = await listen(visits('{ id visitor { after: name } }'));
      feed.push({ event: aVisit() });
      await listening.untilResults(1);
      listening.stop();
      feed.push({ event: aVisit({ visitor: 'p4!slow' }) });
      await wait(QUIET_MS);
      feed.push({ event: aVisit({ id: 'v3' }) });
      await wait(2 * QUIET_MS);
      if (listening.results.length > 1) throw new NotRight(show(listening.results));
    },
  },
  {
    name: 'the client completes before the first event',
    right: 'the subscription at the subgraph is closed, or never opened',
    by: UNSUBSCRIBE,
    async play({ feed, listen }) {
      using listening = await listen(visits('{ id }'));
      listening.stop();
      await wait(QUIET_MS);
      await expectClosed(feed);
    },
  },
  {
    name: 'the client closes its socket',
    right: 'the subscription at the subgraph is closed',
    by: UNSUBSCRIBE,
    async play({ feed, socket }) {
      using line = await socket();
      line.listen({ query: visits('{ id }'), variables: { feed: feed.id } });
      await expectOpen(feed);
      line.raw.close(1000);
      await expectClosed(feed);
    },
  },
  {
    name: 'the client is gone without a word',
    right: 'the subscription at the subgraph is closed',
    by: UNSUBSCRIBE,
    async play({ feed, socket }) {
      using line = await socket();
      line.listen({ query: visits('{ id }'), variables: { feed: feed.id } });
      await expectOpen(feed);
      line.raw.terminate();
      await expectClosed(feed);
    },
  },
  {
    name: 'the client is gone while a slow subgraph is asked',
    right: 'the subscription at the subgraph is closed, and the gateway lives',
    by: UNSUBSCRIBE,
    async play({ feed, socket, listen }) {
      using line = await socket();
      line.listen({ query: visits('{ id visitor { gone: name } }'), variables: { feed: feed.id } });
      await expectOpen(feed);
      feed.push({ event: aVisit({ visitor: 'p4!slow' }) });
      await wait(100);
      line.raw.terminate();
      await expectClosed(feed);
      await wait(2 * QUIET_MS);
      feed.push('complete');
      using after = await listen(visits('{ id }'));
      await after.untilEnd();
      judgeResults(after, seen('v1'));
    },
  },
  {
    name: 'the first of two subscribers leaves',
    right: 'the other one hears on; when it leaves too, the subscription at the subgraph is closed',
    by: UNSUBSCRIBE,
    async play({ feed, listen }) {
      using first = await listen(visits('{ id }'));
      using second = await listen(visits('{ id }'));
      await wait(QUIET_MS);
      feed.push({ event: aVisit() });
      await Promise.all([first.untilResults(1), second.untilResults(1)]);
      first.stop();
      await wait(QUIET_MS);
      feed.push({ event: aVisit({ id: 'v2' }) });
      await second.untilResults(2);
      judgeResults(second, seen('v1', 'v2'));
      judgeResults(first, seen('v1'));
      second.stop();
      await expectClosed(feed);
    },
  },
  {
    name: 'two subscribers with different selections',
    right: 'each has what it selected',
    by: 'GraphQL, Subscription',
    async play({ feed, listen }) {
      using first = await listen(visits('{ id visitor { name } }'));
      using second = await listen(visits('{ seq visitor { nick } }'));
      await wait(QUIET_MS);
      feed.push({ event: aVisit() }, 'complete');
      await Promise.all([first.untilEnd(), second.untilEnd()]);
      judgeResults(first, [{ data: { visits: { id: 'v1', visitor: { name: 'name of p1' } } } }]);
      judgeResults(second, [{ data: { visits: { seq: 1, visitor: { nick: 'nick of p1' } } } }]);
    },
  },
  {
    name: 'two subscribers that ask the same',
    right: 'one subscription at the subgraph serves both',
    by: 'Federation, subscription deduplication',
    taste: true,
    async play({ feed, listen }) {
      using first = await listen(visits('{ id }'));
      using second = await listen(visits('{ id }'));
      await wait(QUIET_MS);
      feed.push({ event: aVisit() });
      await Promise.all([first.untilResults(1), second.untilResults(1)]);
      judgeResults(first, seen('v1'));
      judgeResults(second, seen('v1'));
      if (feed.opened > 1) throw new NotRight(`${feed.opened} subscriptions at the subgraph`);
    },
  },
  {
    name: 'two operations on one socket',
    right: 'each has its own events and its own end',
    by: 'graphql-transport-ws, Subscribe',
    async play({ feed, fixtures, socket }) {
      const other = fixtures.feeds.get(`${feed.id}-other`);
      using line = await socket();
      using first = line.listen({ query: visits('{ id }'), variables: { feed: feed.id } });
      using second = line.listen({ query: visits('{ id }'), variables: { feed: other.id } });
      feed.push({ event: aVisit() }, 'complete');
      await first.untilEnd();
      other.push({ event: aVisit({ id: 'v2' }) }, 'complete');
      await second.untilEnd();
      judgeResults(first, seen('v1'));
      judgeResults(second, seen('v2'));
      judgeEnd(first);
      judgeEnd(second);
    },
  },
  {
    name: 'a query on the socket of a running subscription',
    right: 'is answered while the subscription goes on',
    by: 'graphql-transport-ws, Single result operation',
    async play({ feed, socket }) {
      using line = await socket();
      using running = line.listen({ query: visits('{ id }'), variables: { feed: feed.id } });
      await expectOpen(feed);
      using question = line.listen({ query: '{ person(id: "p4") { name home { title } } }' });
      await question.untilEnd();
      judgeResults(question, [{ data: { person: { name: 'name of p4', home: { title: 'title of l1' } } } }]);
      judgeEnd(question);
      feed.push({ event: aVisit() }, 'complete');
      await running.untilEnd();
      judgeResults(running, seen('v1'));
    },
  },
  {
    name: 'server-sent events: events, then the end',
    right: 'as `next` and `complete`, entities too',
    by: 'GraphQL over server-sent events, distinct connections',
    async play({ feed, listenBySse }) {
      feed.push({ event: aVisit() }, { event: aVisit({ id: 'v2', visitor: 'p4!faint' }) }, 'complete');
      using listening = listenBySse(visits('{ id visitor { faint } }'));
      await listening.untilEnd();
      judgeResults(listening, [
        { data: { visits: { id: 'v1', visitor: { faint: 'faint of p1' } } } },
        {
          data: { visits: { id: 'v2', visitor: { faint: null } } },
          errors: [['visits', 'visitor', 'faint']],
        },
      ]);
      judgeEnd(listening);
    },
  },
  {
    name: 'server-sent events: a document that is not valid',
    right: 'the client is told, no event comes',
    by: 'GraphQL over server-sent events, distinct connections',
    async play({ listenBySse }) {
      using listening = listenBySse(visits('{ nothing }'));
      await listening.untilEnd();
      judgeRefusal(listening);
    },
  },
  {
    name: 'server-sent events: the client hangs up',
    right: 'the subscription at the subgraph is closed',
    by: UNSUBSCRIBE,
    async play({ feed, listenBySse }) {
      using listening = listenBySse(visits('{ id }'));
      feed.push({ event: aVisit() });
      await listening.untilResults(1);
      judgeResults(listening, seen('v1'));
      listening.stop();
      await expectClosed(feed);
    },
  },
  answers({
    name: 'a pause between events',
    right: 'the subscription stays',
    by: 'GraphQL, Subscription',
    operation: visits('{ id }'),
    steps: [{ event: aVisit() }, { pauseMs: 2_500 }, { event: aVisit({ id: 'v2' }) }],
    expect: seen('v1', 'v2'),
  }),
];
