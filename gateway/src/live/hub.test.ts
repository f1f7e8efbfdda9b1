import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFeedWorld } from './testing/feed-world.ts';

const FEED = 'subscription($after: String) { feed(after: $after) { seq who { name } } }';
const settle = () => wait(20);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('subscribers of the same thing', () => {
  it('share one upstream and one execution per event, however the document is set out', async () => {
    using world = createFeedWorld();
    const heard = [
      world.listen(FEED),
      world.listen(`${FEED}\n# a remark`),
      world.listen(FEED.replaceAll(' ', '  ')),
      world.listen(FEED, { after: null, unknown: 1 }),
    ];
    expect(world.lines).toHaveLength(1);
    world.lines[0]?.event(1);
    await expect.poll(() => heard.map(({ seqs }) => seqs())).toEqual([[1], [1], [1], [1]]);
    expect(heard[0]?.results[0]).toEqual({
      data: { feed: { seq: 1, who: { name: 'name of p1' } } },
      extensions: { cursor: 'c1' },
    });
    expect(world.hub.figures).toMatchObject({ streams: 1, subscribers: 4, executions: 1 });
    expect(world.people.calls).toHaveLength(1);
  });

  it('share nothing with another caller’s rights, another filter or other fields', () => {
    using world = createFeedWorld();
    world.listen(FEED);
    world.listen(FEED, {}, 'someone else');
    world.listen(FEED.replace('after: $after', 'after: $after, filter: "x"'));
    world.listen('subscription($after: String) { feed(after: $after) { seq } }');
    expect(world.lines.map(({ who }) => who)).toEqual(['wall', 'someone else', 'wall', 'wall']);
  });

  it('are told in one batch of entities what a burst of events names, each entity once', async () => {
    using world = createFeedWorld();
    const heard = world.listen(FEED);
    for (const seq of numbers(1, 12)) world.lines[0]?.event(seq);
    await expect.poll(heard.seqs).toEqual(numbers(1, 12));
    expect(world.people.calls).toHaveLength(1);
    expect(world.people.calls[0]?.representations).toHaveLength(12);
  });

  it('give everything back when the last one has left, and not before', async () => {
    using world = createFeedWorld();
    const [one, other] = [world.listen(FEED), world.listen(FEED)];
    one.leave();
    one.leave();
    expect(world.open()).toHaveLength(1);
    other.leave();
    await expect.poll(world.open).toEqual([]);
    expect(world.hub.figures).toMatchObject({ streams: 0, subscribers: 0 });
  });
});

describe('who comes back with a place', () => {
  it('is served from memory what it missed, and then lives on the shared stream', async () => {
    using world = createFeedWorld();
    const first = world.listen(FEED);
    for (const seq of [1, 2, 3]) world.lines[0]?.event(seq);
    await expect.poll(first.seqs).toEqual([1, 2, 3]);
    const back = world.listen(FEED, { after: 'c1' });
    world.lines[0]?.event(4);
    await expect.poll(back.seqs).toEqual([2, 3, 4]);
    expect(world.lines).toHaveLength(1);
    expect(world.hub.figures.resumedFromRing).toBe(1);
  });

  it('catches up on a stream of its own where memory does not reach, and joins the others at the first common place', async () => {
    using world = createFeedWorld();
    const first = world.listen(FEED, { after: 'c10' });
    for (const seq of [11, 12, 13]) world.lines[0]?.event(seq);
    await expect.poll(first.seqs).toEqual([11, 12, 13]);
    const back = world.listen(FEED, { after: 'c8' });
    expect(world.lines[1]?.request.variables).toEqual({ after: 'c8' });
    for (const seq of [9, 10]) world.lines[1]?.event(seq);
    await expect.poll(back.seqs).toEqual(numbers(9, 13));
    expect(world.open()).toEqual([world.lines[0]]);
    world.lines[0]?.event(14);
    await expect.poll(back.seqs).toEqual(numbers(9, 14));
    expect(first.seqs()).toEqual(numbers(11, 14));
    expect(world.hub.figures).toMatchObject({ spliced: 1, streams: 1 });
  });

  it('is met by the older stream when it is the one ahead', async () => {
    using world = createFeedWorld();
    const old = world.listen(FEED, { after: 'c1' });
    world.lines[0]?.event(2);
    await expect.poll(old.seqs).toEqual([2]);
    const ahead = world.listen(FEED, { after: 'c5' });
    world.lines[1]?.event(6);
    await expect.poll(ahead.seqs).toEqual([6]);
    for (const seq of [3, 4, 5]) world.lines[0]?.event(seq);
    await expect.poll(old.seqs).toEqual([2, 3, 4, 5, 6]);
    expect(world.open()).toEqual([world.lines[1]]);
    world.lines[1]?.event(7);
    await expect.poll(() => [old.seqs().at(-1), ahead.seqs()]).toEqual([7, [6, 7]]);
  });

  it('shares its way with all who stand at the same place', () => {
    using world = createFeedWorld();
    for (let i = 0; i < 100; i++) world.listen(FEED, { after: 'c77' });
    for (let i = 0; i < 100; i++) world.listen(FEED, { after: null });
    expect(world.lines.map(({ request }) => request.variables)).toEqual([{ after: 'c77' }, { after: null }]);
  });

  it('has its place in a literal, or none: the stream can be opened at any place all the same', async () => {
    using world = createFeedWorld();
    const literal = world.listen('subscription { feed(after: "c5") { seq } }');
    const none = world.listen('subscription { feed { seq } }');
    expect(world.lines.map(({ request }) => Object.values(request.variables))).toEqual([['c5'], [null]]);
    world.lines[1]?.event(6);
    await expect.poll(none.seqs).toEqual([6]);
    world.lines[1]?.breakOff();
    await expect.poll(() => world.lines.length).toBe(3);
    expect(Object.values(world.lines[2]?.request.variables ?? {})).toEqual(['c6']);
    expect(literal.results).toEqual([]);
  });

  it('finds those who were cut off with it: a stream stays a while after its last reader', async () => {
    using world = createFeedWorld({ lingerMs: 100 });
    const first = world.listen(FEED);
    world.lines[0]?.event(1);
    await expect.poll(first.seqs).toEqual([1]);
    await wait(120);
    first.leave();
    world.lines[0]?.event(2);
    await settle();
    const back = world.listen(FEED, { after: 'c1' });
    await expect.poll(back.seqs).toEqual([2]);
    expect(world.lines).toHaveLength(1);
    back.leave();
    await expect.poll(world.open).toEqual([]);
  });
});

describe('who comes without a place', () => {
  it('shares a picture that is young, with what followed it, and not one that is old', async () => {
    using world = createFeedWorld();
    const first = world.listen(FEED);
    for (const seq of [1, 2]) world.lines[0]?.event(seq);
    await expect.poll(first.seqs).toEqual([1, 2]);
    expect(await hear(world.listen(FEED))).toEqual([1, 2]);
    await wait(1_100);
    const late = world.listen(FEED);
    expect(world.lines).toHaveLength(2);
    world.lines[1]?.event(2);
    world.lines[0]?.event(3);
    await expect.poll(late.seqs).toEqual([2, 3]);
    expect(world.open()).toHaveLength(1);
  });

  it('gets the last one where each event is the whole picture', async () => {
    using world = createFeedWorld();
    const query = 'subscription { picture { version } }';
    const first = world.listen(query);
    for (const version of [1, 2])
      world.lines[0]?.send({ data: { picture: { version } }, extensions: { whole: true } });
    await expect.poll(() => first.results.length).toBe(2);
    const late = world.listen(query);
    expect(late.results).toEqual([{ data: { picture: { version: 2 } }, extensions: {} }]);
    expect(world.lines).toHaveLength(1);
  });

  it('hears from now on where events have no place', async () => {
    using world = createFeedWorld();
    const first = world.listen('subscription { ticks }');
    world.lines[0]?.send({ data: { ticks: 1 } });
    await expect.poll(() => first.results).toEqual([{ data: { ticks: 1 } }]);
    const late = world.listen('subscription { ticks }');
    world.lines[0]?.send({ data: { ticks: 2 } });
    await expect.poll(() => late.results).toEqual([{ data: { ticks: 2 } }]);
  });
});

describe('an upstream', () => {
  it('that breaks off is opened again after its last event, and its readers do not notice', async () => {
    using world = createFeedWorld();
    const heard = world.listen(FEED);
    for (const seq of [1, 2]) world.lines[0]?.event(seq);
    world.lines[0]?.breakOff();
    await expect.poll(() => world.lines.length).toBe(2);
    expect(world.lines[1]?.request.variables).toEqual({ after: 'c2' });
    world.lines[1]?.event(3);
    await expect.poll(heard.seqs).toEqual([1, 2, 3]);
    expect(heard.ended).toBe(false);
    expect(world.hub.figures.reopened).toBe(1);
  });

  it('that has no places ends its readers with a last result that says so', async () => {
    using world = createFeedWorld();
    const heard = world.listen('subscription { ticks }');
    world.lines[0]?.breakOff();
    await expect.poll(() => heard.ended).toBe(true);
    expect(heard.results.at(-1)?.errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
    expect(world.hub.figures).toMatchObject({ streams: 0, subscribers: 0 });
  });

  it('that stays away is given up after 5 s', async () => {
    using world = createFeedWorld();
    const heard = world.listen(FEED);
    world.lines[0]?.event(1);
    await expect.poll(heard.seqs).toEqual([1]);
    const breaking = setInterval(() => world.open().forEach((line) => line.breakOff()), 10);
    await expect.poll(() => heard.ended, { timeout: 10_000 }).toBe(true);
    clearInterval(breaking);
    expect(heard.results.at(-1)?.errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('that completes ends its readers', async () => {
    using world = createFeedWorld();
    const heard = world.listen(FEED);
    world.lines[0]?.event(1);
    world.lines[0]?.complete();
    await expect.poll(() => [heard.seqs(), heard.ended]).toEqual([[1], true]);
  });
});

async function hear({ seqs }: { seqs(): (number | undefined)[] }) {
  await settle();
  return seqs();
}
