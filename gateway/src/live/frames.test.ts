import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createBatch, frameOf, withLagged } from './frames.ts';

/** A real client reads what we composed: the raw bytes go out on a socket that `ws` opened. */
async function openRaw() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const opened = new EventEmitter();
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) => opened.emit('open', { ws, socket })),
  );
  const ready = once(opened, 'open');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const heard: string[] = [];
  client.on('message', (data) => heard.push(String(data)));
  const [{ socket }] = await ready;
  await once(client, 'open');
  return {
    heard,
    write: (bytes: Buffer) => socket.write(bytes),
    [Symbol.dispose]() {
      client.terminate();
      server.close();
    },
  };
}

const texts = ['短', 'a'.repeat(20), 'b'.repeat(90), '汉'.repeat(60), 'c'.repeat(65_000), 'd'.repeat(70_000)];
const ids = ['1', 'f3a1c2d4-0000-4000-8000-123456789abc', '"quotes" and 汉字 and \\', 'x'.repeat(200)];

describe('frames', () => {
  it.each(ids)('of every length are read by a real client, with the id %s', async (id) => {
    using raw = await openRaw();
    const batch = createBatch(texts.map((text) => frameOf({ data: { text } })));
    raw.write(batch.webSocketMessages(Buffer.from(JSON.stringify(id))));
    await expect.poll(() => raw.heard.length).toBe(texts.length);
    expect(raw.heard.map((one) => JSON.parse(one))).toEqual(
      texts.map((text) => ({ id, type: 'next', payload: { data: { text } } })),
    );
  });

  it('for readers with other ids of the same length differ in the id only, and do not share memory', () => {
    const batch = createBatch([frameOf({ data: { a: 1 } })]);
    const [one, other] = ['"1"', '"2"'].map((id) => batch.webSocketMessages(Buffer.from(id)));
    expect(String(one).replace('"id":"1"', '"id":"2"')).toBe(String(other));
    expect(batch.webSocketMessages(Buffer.from('"1"'))).not.toBe(one);
    expect(batch.webSocketMessages(Buffer.from('"1"'))).toBe(batch.webSocketMessages(Buffer.from('"1"')));
  });

  it('as server-sent events are the same bytes for all', () => {
    const batch = createBatch([frameOf({ data: { a: 1 } }), frameOf({ data: { a: 2 } })]);
    expect(String(batch.serverSentEvents())).toBe(
      'event: next\ndata: {"data":{"a":1}}\n\nevent: next\ndata: {"data":{"a":2}}\n\n',
    );
    expect(batch.serverSentEvents()).toBe(batch.serverSentEvents());
  });

  it('know the place that a reader has after them; what completes an earlier event gives none', () => {
    const frames = [
      frameOf({ data: {}, extensions: { cursor: 'c1' } }),
      frameOf({ data: {}, extensions: { cursor: 'c2' } }),
      frameOf({ data: {}, extensions: { cursor: 'c1' } }, true),
    ];
    expect(createBatch(frames).cursor).toBe('c2');
    expect(createBatch(frames.slice(2)).cursor).toBeUndefined();
  });

  it('tell of what was left out beside what they said before', () => {
    const frame = frameOf({ data: { a: 1 }, extensions: { cursor: 'c9' } });
    expect(JSON.parse(String(withLagged(frame, { count: 7, resumeAfter: 'c2' }).json))).toEqual({
      data: { a: 1 },
      extensions: { cursor: 'c9', lagged: { count: 7, resumeAfter: 'c2' } },
    });
  });
});
