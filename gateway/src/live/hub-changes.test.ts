import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFeedWorld, FEED_SDL, PEOPLE_SDL } from './testing/feed-world.ts';

const FEED = 'subscription($after: String) { feed(after: $after) { seq who { name } } }';
const settle = () => wait(20);

describe('another supergraph', () => {
  it('moves who can move without a new upstream', async () => {
    using world = createFeedWorld();
    const heard = world.listen(FEED);
    world.lines[0]?.event(1);
    await expect.poll(heard.seqs).toEqual([1]);
    world.change(FEED_SDL, PEOPLE_SDL.replace('title: String', 'title: String since: String'));
    world.lines[0]?.event(2);
    await expect.poll(heard.seqs).toEqual([1, 2]);
    const newer = world.listen('subscription { feed { seq who { since } } }');
    expect(newer.ended).toBe(false);
    expect(world.lines).toHaveLength(2);
    await expect.poll(() => world.listen(FEED, { after: 'c1' }).seqs()).toEqual([2]);
    expect(world.lines).toHaveLength(2);
  });

  it('opens again after the last event what asks the subgraph for something else now', async () => {
    using world = createFeedWorld();
    const heard = world.listen('subscription { feed { seq who { name } } }');
    world.lines[0]?.event(1);
    await expect.poll(heard.seqs).toEqual([1]);
    const feed = FEED_SDL.replace('{ id: ID! }', '{ id: ID! name: String @shareable }');
    const people = PEOPLE_SDL.replace('name: String', 'name: String @shareable');
    const share = (sdl: string) => sdl.replace('"@key"', '"@key", "@shareable"');
    world.change(share(feed), share(people));
    await expect.poll(() => world.lines.length).toBe(2);
    expect(world.lines[1]?.request.query).toContain('name');
    expect(Object.values(world.lines[1]?.request.variables ?? {})).toEqual(['c1']);
  });

  it('leaves those whose operation is gone on the one they were planned with', async () => {
    using world = createFeedWorld();
    const heard = world.listen('subscription { feed { seq kind } }');
    world.lines[0]?.event(1);
    await expect.poll(heard.seqs).toEqual([1]);
    world.change(FEED_SDL.replace('kind: String', ''));
    world.lines[0]?.event(2);
    await expect.poll(heard.seqs).toEqual([1, 2]);
    expect(heard.results.at(-1)?.data).toEqual({ feed: { seq: 2, kind: 'k' } });
    heard.leave();
    await expect.poll(world.open).toEqual([]);
  });
});

describe('what cannot be subscribed to is refused before it is planned', () => {
  it.each([
    ['subscription { feed { seq } ticks }', '只能有一个根字段'],
    ['subscription($on: Boolean!) { feed @include(if: $on) { seq } }', '@skip 或 @include'],
    ['subscription($on: Boolean!) { ... @skip(if: $on) { feed { seq } } }', '@skip 或 @include'],
    ['subscription { __typename }', '业务字段'],
  ])('%s', (query, message) => {
    using world = createFeedWorld();
    expect(() => world.listen(query)).toThrow(message);
    expect(world.hub.figures).toMatchObject({ streams: 0, subscribers: 0 });
  });

  it('but a root field in a fragment is one', async () => {
    using world = createFeedWorld();
    const heard = world.listen('subscription { ...F } fragment F on Subscription { ... { feed { seq } } }');
    world.lines[0]?.event(1);
    await expect.poll(heard.seqs).toEqual([1]);
  });
});

describe('degraded delivery', () => {
  it('tells all readers at once without the name, and of the name later, though earlier events are late too', async () => {
    using world = createFeedWorld();
    const heard = world.listen(FEED);
    world.people.isAway = true;
    for (const seq of [1, 2]) {
      const completion = { feed: { seq, who: { __typename: 'Person', id: `p${seq}` } } };
      world.lines[0]?.event(seq, { completions: [completion] });
    }
    await expect.poll(heard.seqs).toEqual([1, 2]);
    expect(heard.results[1]).toEqual({
      data: { feed: { seq: 2, who: { name: null } } },
      extensions: { cursor: 'c2', incomplete: true },
    });
    world.people.isAway = false;
    await expect.poll(heard.seqs).toEqual([1, 2, 1, 2]);
    expect(heard.results[3]?.data).toEqual({ feed: { seq: 2, who: { name: 'name of p2' } } });
    expect(await hear(world.listen(FEED, { after: 'c1' }))).toEqual([2, 1, 2]);
  });
});

async function hear({ seqs }: { seqs(): (number | undefined)[] }) {
  await settle();
  return seqs();
}
