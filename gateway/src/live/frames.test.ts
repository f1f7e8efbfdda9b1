import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
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
    client,
    out: socket as Socket,
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
    batch.writeMessages(raw.out, Buffer.from(JSON.stringify(id)));
    await expect.poll(() => raw.heard.length).toBe(texts.length);
    expect(raw.heard.map((one) => JSON.parse(one))).toEqual(
      texts.map((text) => ({ id, type: 'next', payload: { data: { text } } })),
    );
  });

  it('are the same bytes with another id for each reader, and never written over while they wait', async () => {
    using quick = await openRaw();
    using stalled = await openRaw();
    stalled.client.pause();
    const large = createBatch([frameOf({ data: { text: 'x'.repeat(300_000) } })]);
    const idOf = (n: number) => Buffer.from(`"${String(n).padStart(6, '0')}"`);
    for (let n = 0; n < 60; n++) for (const raw of [stalled, quick]) large.writeMessages(raw.out, idOf(n));
    expect(stalled.out.writableLength).toBeGreaterThan(1_000_000);
    stalled.client.resume();
    const wanted = Array.from({ length: 60 }, (_, n) => String(n).padStart(6, '0'));
    for (const { heard } of [quick, stalled]) {
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(60);
      expect(heard.map((one) => JSON.parse(one).id)).toEqual(wanted);
    }
  });

  it('as server-sent events are the same bytes for all', () => {
    const batch = createBatch([frameOf({ data: { a: 1 } }), frameOf({ data: { a: 2 } })]);
    const written: unknown[] = [];
    const out = { writableLength: 0, write: (bytes: unknown) => written.push(bytes) > 0 };
    expect(batch.writeEvents(out)).toBe(72);
    batch.writeEvents(out);
    expect(String(written[0])).toBe(
      'event: next\ndata: {"data":{"a":1}}\n\nevent: next\ndata: {"data":{"a":2}}\n\n',
    );
    expect(written[1]).toBe(written[0]);
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
