import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinGateway, leaveGateway, type OneGateway } from './one-gateway.ts';
import { connectAcknowledged } from './wire.ts';

const subscribe = (change: object) => ({
  type: 'subscribe',
  id: '1',
  payload: { query: '{ __typename }' },
  ...change,
});

/** What is no message of the protocol, or none that a client sends. */
const invalid: readonly [string, unknown][] = [
  ['nothing', ''],
  ['what is not JSON', '{"type":"ping"'],
  ['words', 'hello'],
  ['null', null],
  ['a number', '42'],
  ['a string in JSON', '"ping"'],
  ['a list', [{ type: 'ping' }]],
  ['no type', { id: '1' }],
  ['a type that is a number', { type: 7 }],
  ['a type that is not there', { type: 'start', id: '1', payload: { query: '{ __typename }' } }],
  ['a type in capitals', { type: 'PING' }],
  ['connection_init with a payload that is a word', { type: 'connection_init', payload: 'token' }],
  ['connection_init with a payload that is a list', { type: 'connection_init', payload: [] }],
  ['ping with a payload that is a word', { type: 'ping', payload: 'hello' }],
  ['pong with a payload that is a number', { type: 'pong', payload: 1 }],
  ['subscribe without an id', subscribe({ id: undefined })],
  ['subscribe with an empty id', subscribe({ id: '' })],
  ['subscribe with an id that is a number', subscribe({ id: 1 })],
  ['subscribe with an id that is null', subscribe({ id: null })],
  ['subscribe without a payload', subscribe({ payload: undefined })],
  ['subscribe without a query', subscribe({ payload: {} })],
  ['subscribe with a query that is a list', subscribe({ payload: { query: ['{ __typename }'] } })],
  [
    'subscribe with variables that are a list',
    subscribe({ payload: { query: '{ __typename }', variables: [] } }),
  ],
  [
    'subscribe with variables in a string',
    subscribe({ payload: { query: '{ __typename }', variables: '{}' } }),
  ],
  [
    'subscribe with an operationName that is a number',
    subscribe({ payload: { query: '{ __typename }', operationName: 1 } }),
  ],
  [
    'subscribe with extensions that are a word',
    subscribe({ payload: { query: '{ __typename }', extensions: 'x' } }),
  ],
  ['complete without an id', { type: 'complete' }],
  ['complete with an empty id', { type: 'complete', id: '' }],
];

let gateway: OneGateway;
beforeAll(async () => {
  gateway = await joinGateway();
});
afterAll(leaveGateway);

describe('graphql-transport-ws: messages', () => {
  it.concurrent.each(invalid)('4400 for %s', async (_, what) => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(what);
    const { code, reason } = await wire.closed;
    expect(code).toBe(4400);
    expect(reason).not.toBe(''); // “vaguely descriptive”
    expect(wire.heard).toEqual([]);
  });

  it.concurrent.each(['connection_ack', 'next', 'error'])(
    '4400 for %s, which only a server sends',
    async (type) => {
      using wire = await connectAcknowledged(gateway.url);
      const payload = type === 'error' ? [] : {};
      wire.say({ type, id: '1', payload });
      expect((await wire.closed).code).toBe(4400);
    },
  );

  it.concurrent.each([
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0xfe])],
    ['a message as bytes', Buffer.from('{"type":"ping"}')],
  ])('4400 for a binary frame: %s', async (_, bytes) => {
    using wire = await connectAcknowledged(gateway.url);
    wire.socket.send(bytes, { binary: true });
    expect((await wire.closed).code).toBe(4400);
  });

  it('4400 ends the operations of the socket', async () => {
    const feed = gateway.fixtures.feeds.get('feed-invalid-while-running');
    using wire = await connectAcknowledged(gateway.url);
    wire.say(subscribe({ payload: { query: `subscription { counts(feed: "${feed.id}") }` } }));
    await feed.untilOpen(1);
    wire.say('hello');
    expect((await wire.closed).code).toBe(4400);
    await feed.untilOpen(0);
  });

  it.concurrent.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an object', { at: 1, 说: '“你好”', deep: { list: [null, true] } }],
  ])('answers a ping with a pong: %s', async (_, payload) => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say({ type: 'ping', payload });
    const [pong, ...more] = await wire.until(1);
    expect(more).toEqual([]);
    expect(pong?.type).toBe('pong');
    if (payload) expect(pong?.payload).toEqual(payload);
    else expect(pong?.payload ?? null).toBeNull();
  });

  it('answers each of many pings, in order', async () => {
    using wire = await connectAcknowledged(gateway.url);
    const payloads = Array.from({ length: 20 }, (_, n) => ({ n }));
    for (const payload of payloads) wire.say({ type: 'ping', payload });
    expect((await wire.until(20)).map(({ payload }) => payload)).toEqual(payloads);
  });

  it('takes a pong that nobody asked for', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(
      { type: 'pong' },
      { type: 'pong', payload: { any: 1 } },
      { type: 'ping', payload: { after: 1 } },
    );
    expect(await wire.until(1)).toEqual([{ type: 'pong', payload: { after: 1 } }]);
  });

  it('takes complete of an operation that is not there', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say({ type: 'complete', id: 'never was' }, { type: 'ping', payload: { after: 1 } });
    expect(await wire.until(1)).toEqual([{ type: 'pong', payload: { after: 1 } }]);
  });
});
