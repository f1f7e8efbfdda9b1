import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed } from './fixtures/feeds.ts';
import { aVisit } from './fixtures/resolvers.ts';
import { joinGateway, leaveGateway, type OneGateway } from './one-gateway.ts';
import { connectAcknowledged } from './wire.ts';

const QUIET_MS = 300;
const subscribe = (id: string, query: string, more: object = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, ...more },
});
const next = (id: string, data: unknown) => ({ type: 'next', id, payload: { data } });
const complete = (id: string) => ({ type: 'complete', id });
const counts = ({ id }: Feed) => `subscription { counts(feed: "${id}") }`;

let gateway: OneGateway;
beforeAll(async () => {
  gateway = await joinGateway();
});
afterAll(leaveGateway);

describe('graphql-transport-ws: operations', () => {
  let feeds = 0;
  const newFeed = () => gateway.fixtures.feeds.get(`feed-socket-${feeds++}`);

  it('a query: next, complete, nothing more', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(
      subscribe('q', 'query Q($id: ID!) { person(id: $id) { name } }', {
        variables: { id: 'p1' },
        operationName: 'Q',
      }),
    );
    await wire.until(2);
    await wait(QUIET_MS);
    expect(wire.heard).toEqual([next('q', { person: { name: 'name of p1' } }), complete('q')]);
  });

  it('a mutation: next, complete', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('m', 'mutation { record(id: "v9") { id visitor { name } } }', { variables: null }));
    expect(await wire.until(2)).toEqual([
      next('m', { record: { id: 'v9', visitor: { name: 'name of p1' } } }),
      complete('m'),
    ]);
  });

  it('a subscription: next for each event, then complete', async () => {
    const feed = newFeed();
    feed.push({ event: 1 }, { event: 2 }, 'complete');
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('s', counts(feed)));
    expect(await wire.until(3)).toEqual([next('s', { counts: 1 }), next('s', { counts: 2 }), complete('s')]);
  });

  it.each([
    ['cannot be parsed', '{ person('],
    ['is not valid', '{ person(id: "p1") { nothing } }'],
    ['is a subscription that is not valid', 'subscription { nothing }'],
    ['is empty', ' '],
    ['has no operation', 'fragment F on Person { name }'],
  ])('error, no complete after it, and the socket stays: a document that %s', async (_, document) => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('e', document));
    await wire.until(1);
    await wait(QUIET_MS);
    expect(wire.heard).toEqual([
      { type: 'error', id: 'e', payload: [expect.objectContaining({ message: expect.any(String) })] },
    ]);
    wire.say(subscribe('e', '{ __typename }'));
    expect((await wire.until(3)).slice(1)).toEqual([next('e', { __typename: 'Query' }), complete('e')]);
  });

  it('error for an operation that the document does not have', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('e', 'query Q { __typename }', { operationName: 'R' }));
    const [first] = await wire.until(1);
    const errors = first?.type === 'error' ? first.payload : (first?.payload as { errors?: unknown })?.errors;
    expect(errors).toEqual([expect.objectContaining({ message: expect.any(String) })]);
  });

  it('complete by the client ends the stream, at the subgraph too, and nothing comes after it', async () => {
    const feed = newFeed();
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('s', counts(feed)));
    feed.push({ event: 1 });
    await wire.until(1);
    wire.say(complete('s'));
    await feed.untilOpen(0);
    feed.push({ event: 2 });
    await wait(QUIET_MS);
    expect(wire.heard).toEqual([next('s', { counts: 1 })]);
  });

  it('complete by the client before a query is answered: no answer comes', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('q', '{ visit(id: "v1") { place { title } visitor { name } } }'), complete('q'));
    await wait(2 * QUIET_MS);
    expect(wire.heard).toEqual([]);
  });

  it('subscribe and complete at once, again and again: nothing is left open', async () => {
    const feed = newFeed();
    using wire = await connectAcknowledged(gateway.url);
    for (let n = 0; n < 20; n++) wire.say(subscribe(`s${n % 3}`, counts(feed)), complete(`s${n % 3}`));
    wire.say({ type: 'ping', payload: { after: 1 } });
    await wait(2 * QUIET_MS);
    await feed.untilOpen(0);
    expect(wire.heard).toEqual([{ type: 'pong', payload: { after: 1 } }]);
  });

  it('complete twice, and complete after the server’s: ignored', async () => {
    const feed = newFeed();
    feed.push('complete');
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('s', counts(feed)));
    await wire.until(1);
    wire.say(complete('s'), complete('s'), { type: 'ping', payload: { after: 1 } });
    expect(await wire.until(2)).toEqual([complete('s'), { type: 'pong', payload: { after: 1 } }]);
  });

  it('an id is free again after complete, the client’s or the server’s', async () => {
    const feed = newFeed();
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('s', '{ __typename }'));
    await wire.until(2);
    wire.say(subscribe('s', counts(feed)));
    feed.push({ event: 1 });
    await wire.until(3);
    wire.say(complete('s'), subscribe('s', '{ person(id: "p2") { name } }'));
    expect((await wire.until(5)).slice(2)).toEqual([
      next('s', { counts: 1 }),
      next('s', { person: { name: 'name of p2' } }),
      complete('s'),
    ]);
  });

  it.each([
    ['a subscription', (feed: Feed) => counts(feed)],
    ['a query', () => '{ __typename }'],
  ])('4409 for %s with the id of a running subscription, which names the id', async (_, second) => {
    const feed = newFeed();
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('twice', counts(feed)));
    await feed.untilOpen(1);
    wire.say(subscribe('twice', second(feed)));
    expect(await wire.closed).toEqual({ code: 4409, reason: 'Subscriber for twice already exists' });
    await feed.untilOpen(0);
  });

  it('4409 for a long id too, as much of it as a close frame can hold', async () => {
    const feed = newFeed();
    const id = '长'.repeat(300);
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe(id, counts(feed)));
    await feed.untilOpen(1);
    wire.say(subscribe(id, counts(feed)));
    expect((await wire.closed).code).toBe(4409);
  });

  it('4409 for two queries at once with one id', async () => {
    using wire = await connectAcknowledged(gateway.url);
    const query = '{ visit(id: "v1") { place { title } } }';
    wire.say(subscribe('twice', query), subscribe('twice', query));
    expect((await wire.closed).code).toBe(4409);
  });

  it('one id on two sockets: each has its own', async () => {
    const [left, right] = [newFeed(), newFeed()];
    using first = await connectAcknowledged(gateway.url);
    using second = await connectAcknowledged(gateway.url);
    first.say(subscribe('s', counts(left)));
    second.say(subscribe('s', counts(right)));
    left.push({ event: 1 });
    right.push({ event: 2 });
    expect(await first.until(1)).toEqual([next('s', { counts: 1 })]);
    expect(await second.until(1)).toEqual([next('s', { counts: 2 })]);
  });

  it('fifty operations on one socket: each its own, in its own order', async () => {
    const feed = newFeed();
    using wire = await connectAcknowledged(gateway.url);
    const ids = Array.from({ length: 50 }, (_, n) => `many-${n}`);
    for (const [n, id] of ids.entries())
      wire.say(n % 2 ? subscribe(id, `{ person(id: "p${n}") { name } }`) : subscribe(id, counts(feed)));
    feed.push({ event: 1 }, { event: 2 }, 'complete');
    await wire.until(25 * 2 + 25 * 3);
    for (const [n, id] of ids.entries())
      expect(wire.ofId(id)).toEqual(
        n % 2
          ? [next(id, { person: { name: `name of p${n}` } }), complete(id)]
          : [next(id, { counts: 1 }), next(id, { counts: 2 }), complete(id)],
      );
  });

  it.each([
    ['Chinese', '订阅·一'],
    ['quotes', `"'\`\\"`],
    ['JSON', '{"id":"1"},[]'],
    ['line ends and a NUL', 'a\nb\r\u2028\u0000c'],
    ['an emoji and half of one', '\u{1F3EE}\uD83C'],
    ['a space', ' '],
    ['1 kB', 'x'.repeat(1_024)],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['toString', 'toString'],
    ['a number in words', '0'],
  ])('an id of %s comes back as it went, in next, complete and error', async (_, id) => {
    const feed = newFeed();
    feed.push({ event: aVisit() }, 'complete');
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe(id, `subscription { visits(feed: "${feed.id}") { visitor { name } } }`));
    await wire.until(2);
    wire.say(subscribe(id, '{ nothing }'));
    expect(await wire.until(3)).toEqual([
      next(id, { visits: { visitor: { name: 'name of p1' } } }),
      complete(id),
      expect.objectContaining({ type: 'error', id }),
    ]);
  });

  it('closed in the middle of a stream: the subgraph’s is closed too', async () => {
    const feed = newFeed();
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe('s', counts(feed)));
    for (let n = 0; n < 50; n++) feed.push({ event: n });
    await wire.until(1);
    wire.socket.close(1000);
    expect((await wire.closed).code).toBe(1000);
    await feed.untilOpen(0);
  });

  it('the product’s limit: one operation too many is refused, the others go on', async () => {
    using wire = await connectAcknowledged(gateway.limitedUrl);
    const slow = (id: string) => subscribe(id, '{ person(id: "p4!slow") { name } }');
    for (let n = 0; n < 21; n++) wire.say(slow(`${n}`));
    await wire.until(1);
    expect(wire.heard[0]).toMatchObject({
      type: 'error',
      id: '20',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    await wire.until(41);
    expect(wire.ofId('0')).toEqual([next('0', { person: { name: 'name of p4!slow' } }), complete('0')]);
  });
});
