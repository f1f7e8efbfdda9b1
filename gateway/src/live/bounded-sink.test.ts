import { once } from 'node:events';
import { createServer, type Socket, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBoundedSink } from './bounded-sink.ts';
import { createFigures } from './figures.ts';
import { createBatch, frameOf } from './frames.ts';

const MOST = 262_144;
const PAYLOAD = 'x'.repeat(10_000);

/** A real connection whose reader can stop reading. */
async function open(closeAfterMs = 30_000) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [out] = (await accepted) as [Socket];
  out.on('error', () => undefined); // the reader goes away with bytes unread
  let text = '';
  reader.on('data', (chunk) => (text += chunk));
  const figures = createFigures();
  let closedSlow = 0;
  const sink = createBoundedSink({
    wire: { out, isOpen: () => !out.destroyed, closeSlow: () => void closedSlow++ },
    write: (to, batch) => batch.writeEvents(to),
    onEnd: () => out.end(),
    limits: { mostBytes: MOST, closeAfterMs },
    figures,
  });
  let next = 0;
  return {
    out,
    reader,
    sink,
    figures,
    closedSlow: () => closedSlow,
    tell(count: number) {
      for (let i = 0; i < count; i++) {
        const n = ++next;
        sink.deliver(createBatch([frameOf({ data: { n, PAYLOAD }, extensions: { cursor: `c${n}` } })]));
      }
    },
    told: () =>
      text
        .split('\n\n')
        .filter(Boolean)
        .map((block) => JSON.parse(block.slice(block.indexOf('{'))))
        .map(({ data, extensions }) => ({ n: data.n, ...extensions })),
    [Symbol.dispose]() {
      sink.drop();
      reader.destroy();
      server.close();
    },
  };
}

describe('a reader’s queue', () => {
  it('loses nothing for one that reads', async () => {
    using setting = await open();
    for (let i = 0; i < 20; i++) {
      setting.tell(10);
      await wait(1);
    }
    await expect.poll(() => setting.told().length).toBe(200);
    expect(setting.figures).toMatchObject({ deliveries: 200, lagged: 0 });
  });

  it('is bounded for one that does not, who is told how many were left out and after what to ask again', async () => {
    using setting = await open();
    setting.reader.pause();
    setting.tell(3_000);
    await wait(50);
    setting.tell(3_000);
    expect(setting.out.writableLength).toBeLessThan(MOST + 11_000);
    setting.reader.resume();
    await expect.poll(() => setting.told().at(-1)?.lagged, { timeout: 5_000 }).toBeDefined();
    const told = setting.told();
    const last = told.at(-1);
    const before = told.at(-2);
    expect(told.slice(0, -1).map(({ n }) => n)).toEqual(told.slice(0, -1).map((_, i) => i + 1));
    expect(last).toEqual({
      n: 6_000,
      cursor: 'c6000',
      lagged: { count: 6_000 - before.n - 1, resumeAfter: before.cursor },
    });
    setting.tell(1);
    await expect.poll(() => setting.told().at(-1)).toEqual({ n: 6_001, cursor: 'c6001' });
    expect(setting.closedSlow()).toBe(0);
  });

  it('names the place that the reader came with when it was given nothing since', async () => {
    using setting = await open();
    setting.reader.pause();
    setting.sink.hold('c-before');
    while (setting.out.writableLength < MOST) setting.out.write(`data: {"data":{"n":0}}\n\n`.repeat(1_000));
    setting.tell(3);
    setting.reader.resume();
    await expect
      .poll(() => setting.told().at(-1)?.lagged, { timeout: 10_000 })
      .toEqual({ count: 2, resumeAfter: 'c-before' });
  });

  it('sends away who stays slow, and not who reads again in time', async () => {
    using slow = await open(100);
    slow.reader.pause();
    slow.tell(6_000);
    await expect.poll(() => slow.closedSlow()).toBe(1);
    using late = await open(1_000);
    late.reader.pause();
    late.tell(6_000);
    await wait(100);
    late.reader.resume();
    await wait(1_100);
    expect(late.closedSlow()).toBe(0);
    expect(late.figures.lagged).toBe(1);
  });

  it('leaves no listener and no timer behind', async () => {
    using setting = await open(200);
    setting.reader.pause();
    setting.tell(6_000);
    expect(setting.out.listenerCount('drain')).toBe(1);
    setting.sink.drop();
    expect(setting.out.listenerCount('drain')).toBe(0);
    await wait(300);
    expect(setting.closedSlow()).toBe(0);
  });
});
