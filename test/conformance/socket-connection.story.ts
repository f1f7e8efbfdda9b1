import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinGateway, leaveGateway, type OneGateway } from './one-gateway.ts';
import { connect, connectAcknowledged, shakeHands, type Wire } from './wire.ts';

const INIT = { type: 'connection_init' };
const QUERY = { type: 'subscribe', id: '1', payload: { query: '{ __typename }' } };
/** The server waits so long for connection_init (websocket.ts), and the machine may be slow. */
const INIT_WAIT_MS = { least: 2_500, most: 8_000 };

let gateway: OneGateway;
beforeAll(async () => {
  gateway = await joinGateway();
});
afterAll(leaveGateway);

describe('graphql-transport-ws: the connection', () => {
  it.each([
    ['the protocol alone', 'graphql-transport-ws'],
    ['the protocol among others', 'graphql-ws, graphql-transport-ws, soap'],
  ])('takes %s', async (_, offered) => {
    expect(await shakeHands(gateway.url, offered)).toEqual({
      status: 101,
      protocol: 'graphql-transport-ws',
      code: undefined,
    });
  });

  it.each([
    ['another protocol', 'graphql-ws'],
    ['none', undefined],
  ])('4406 for %s', async (_, offered) => {
    expect(await shakeHands(gateway.url, offered)).toMatchObject({ status: 101, code: 4406 });
  });

  it('opens nowhere but at /graphql', async () => {
    const { status } = await shakeHands(gateway.url.replace('/graphql', '/other'), 'graphql-transport-ws');
    expect(status).toBe(404);
  });

  it.each([
    ['without a payload', INIT],
    ['with null', { ...INIT, payload: null }],
    ['with an object', { ...INIT, payload: { anything: [1, '二'] } }],
  ])('acknowledges connection_init %s', async (_, init) => {
    using wire = await connect(gateway.url);
    wire.say(init);
    expect(await wire.until(1)).toEqual([expect.objectContaining({ type: 'connection_ack' })]);
  });

  it('acknowledges one that comes in pieces', async () => {
    using wire = await connect(gateway.url);
    for (const [n, piece] of ['{"type":', '"connection', '_init"}'].entries())
      wire.socket.send(piece, { fin: n === 2 });
    expect(await wire.until(1)).toEqual([expect.objectContaining({ type: 'connection_ack' })]);
  });

  it('4403 for a token that nobody gave out', async () => {
    using wire = await connect(gateway.url);
    wire.say({ ...INIT, payload: { accessToken: 'no such token' } });
    expect((await wire.closed).code).toBe(4403);
    expect(wire.heard).toEqual([]);
  });

  it('4408 without connection_init in time; pings do not count as one', async () => {
    using wire = await connect(gateway.url);
    const startedAt = Date.now();
    wire.say({ type: 'ping' });
    expect((await wire.closed).code).toBe(4408);
    expect(Date.now() - startedAt).toBeGreaterThan(INIT_WAIT_MS.least);
    expect(Date.now() - startedAt).toBeLessThan(INIT_WAIT_MS.most);
  });

  it('4429 for a second connection_init, after the first was acknowledged', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say(INIT);
    expect((await wire.closed).code).toBe(4429);
  });

  it('4429 for a second connection_init right behind the first', async () => {
    using wire = await connect(gateway.url);
    wire.say(INIT, INIT);
    expect((await wire.closed).code).toBe(4429);
  });

  it('4401 for subscribe before connection_init', async () => {
    using wire = await connect(gateway.url);
    wire.say(QUERY);
    expect((await wire.closed).code).toBe(4401);
    expect(wire.heard).toEqual([]);
  });

  it('answers a ping before connection_init', async () => {
    using wire = await connect(gateway.url);
    wire.say({ type: 'ping' });
    expect(await wire.until(1)).toEqual([{ type: 'pong' }]);
  });

  it('closes with 1000 when the client does', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.socket.close(1000, 'done');
    expect((await wire.closed).code).toBe(1000);
  });

  it('takes no message of more than 64 KiB: 1009', async () => {
    using wire = await connectAcknowledged(gateway.url);
    wire.say({ type: 'ping', payload: { much: 'x'.repeat(70_000) } });
    expect((await wire.closed).code).toBe(1009);
  });
});

describe('graphql-transport-ws: the product’s limits', () => {
  it('4429 for messages that come too fast', async () => {
    using wire = await connectAcknowledged(gateway.limitedUrl);
    for (let n = 0; n < 100; n++) wire.say({ type: 'ping' });
    expect((await wire.closed).code).toBe(4429);
  });

  it('4429 for one socket too many of one caller; the others stay', async () => {
    await wait(500); // the sockets of the test before are counted off
    const wires: Wire[] = [];
    try {
      for (let n = 0; n < 10; n++) wires.push(await connectAcknowledged(gateway.limitedUrl));
      using eleventh = await connect(gateway.limitedUrl);
      eleventh.say(INIT);
      expect((await eleventh.closed).code).toBe(4429);
      const first = wires[0] as Wire;
      first.say({ type: 'ping' });
      expect(await first.until(1)).toEqual([{ type: 'pong' }]);
    } finally {
      for (const wire of wires) wire[Symbol.dispose]();
    }
  });
});
