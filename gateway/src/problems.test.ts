import type { ServerResponse } from 'node:http';
import { createLog } from '@hongxin/kit/log';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Behave, EVENT_STREAM, next, openHostileWorld } from './live/testing/hostile-world.ts';

type Line = { level: string; subgraph: string; kind: string; operation: string; hash: string; err: Error };
const lines: Line[] = [];
const note = (level: string) => (entry: object) => void lines.push({ level, ...entry } as Line);
const log = Object.assign(createLog('gateway', 'silent'), {
  info: note('info'),
  warn: note('warn'),
  error: note('error'),
});

let feed: Behave;
const json = (body: unknown, status = 200): Behave => says(JSON.stringify(body), status);
const says =
  (body: string, status = 200): Behave =>
  (_, response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);

describe('what goes wrong in the mesh', () => {
  let world: Awaited<ReturnType<typeof openHostileWorld>>;
  beforeAll(async () => {
    world = await openHostileWorld({
      log,
      feed: (...given) => feed(...given),
      people: says('{"data":{"rename":null}}'),
    });
  });
  beforeEach(() => void lines.splice(0));
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each<[string, string, Behave]>([
    ['nonsense', 'nonsense', says('secret <html>')],
    ['an answer that is none', 'nonsense', json([])],
    ['a body that is too large for it', 'too-large', says('secret', 413)],
    ['an answer without end', 'too-large', says(`"${'x'.repeat(34_000_000)}"`)],
    ['a connection that it cuts', 'away', (_, response) => response.destroy()],
    ['a bug of its', 'error', json({ errors: [{ message: 'secret', path: ['ok'] }, { message: 'secret' }] })],
    [
      'a code that is not promised',
      'error',
      json({
        data: { ok: null },
        errors: [{ message: 'secret', extensions: { code: 'ODD', is: 'secret' } }],
      }),
    ],
    ['time that it takes', 'timeout', () => undefined],
  ])(
    'has one line in the log for %s (%s), without what anybody sent',
    async (_, kind, behave) => {
      feed = behave;
      const { errors } = await world.ask('query Named { ok }');
      expect(errors?.length).toBeGreaterThan(0);
      expect(lines).toMatchObject([{ subgraph: 'feed', kind, operation: 'Named', err: expect.any(Error) }]);
      expect(lines[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(JSON.stringify(lines) + String(lines[0]?.err.message)).not.toContain('secret');
    },
    15_000,
  );

  it('has none for what a caller may be told', async () => {
    feed = json({ data: { ok: null }, errors: [{ message: 'x', extensions: { code: 'FORBIDDEN' } }] });
    await world.ask('{ ok }');
    expect(lines).toEqual([]);
  });

  it('has one line for a null where none may be', async () => {
    feed = (_, response) =>
      response.writeHead(200, EVENT_STREAM).end(`${next({ data: { ticks: null } })}event: complete\n\n`);
    await world.listen('subscription Ticks { ticks }');
    expect(lines).toMatchObject([{ subgraph: 'gateway', kind: 'bug', operation: 'Ticks' }]);
  });

  it('has one line for a stream that breaks off', async () => {
    feed = (_, response) => response.writeHead(200, EVENT_STREAM).end('event: next\ndata: {oops secret\n\n');
    await world.listen('subscription Ticks { ticks }');
    expect(lines).toMatchObject([{ subgraph: 'feed', kind: 'nonsense', operation: 'Ticks' }]);
    expect(String(lines[0]?.err)).not.toContain('secret');
  });
});
