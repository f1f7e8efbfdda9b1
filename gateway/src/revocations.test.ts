import { once } from 'node:events';
import { createServer } from 'node:net';
import { SessionsEnded } from '@hongxin/identity/events';
import { type Envelope, serviceActor } from '@hongxin/kit/events';
import { createLog } from '@hongxin/kit/log';
import { connectBlockingRedis } from '@hongxin/kit/redis';
import type { EventLog } from '@hongxin/kit/relay';
import { describe, expect, it } from 'vitest';
import { createCallerReader } from './caller.ts';
import { beginning, followRevocations } from './revocations.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 8, minute));

function logOf(minutes: readonly number[]): EventLog & { asked: number } {
  const log = {
    asked: 0,
    top: async () => minutes.length,
    async read(after: number, first: number) {
      log.asked++;
      return minutes
        .map((minute, i) => ({ seq: i + 1, recordedAt: at(minute).toISOString() }) as Envelope)
        .slice(after, after + first);
    },
  };
  return log;
}

describe('where to begin', () => {
  it.each([
    ['an empty log', [], 0],
    ['everything is recent', [31, 32, 33], 0],
    ['everything is old', [1, 2, 3], 3],
    ['in between', [1, 2, 29, 30, 31], 3],
  ])('%s', async (_, minutes, place) => {
    expect(await beginning(logOf(minutes), at(30))).toBe(place);
  });

  it('asks some twenty times of a million events', async () => {
    const log = logOf([]);
    const count = 1_000_000;
    const long: EventLog = {
      top: async () => count,
      async read(after) {
        log.asked++;
        return [{ seq: after + 1, recordedAt: new Date(after).toISOString() } as Envelope];
      },
    };
    expect(await beginning(long, new Date(765_432))).toBe(765_432);
    expect(log.asked).toBeLessThan(25);
  });
});

describe('ended sessions', () => {
  const log = createLog('test', 'silent');
  const ended = (seq: number, session: string, secondsAgo: number): Envelope => ({
    id: `event-${seq}`,
    topic: 'identity',
    seq,
    type: SessionsEnded.type,
    v: SessionsEnded.v,
    occurredAt: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
    recordedAt: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
    orgPath: '/',
    actor: serviceActor('identity'),
    data: { sessionIds: [session], subjectId: 'someone', why: 'SIGNED_OUT' },
  });
  /** Takes connections and never answers: a Redis that is frozen. */
  async function freezeRedis() {
    const sockets = new Set<{ destroy(): void }>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    return {
      url: `redis://127.0.0.1:${port}`,
      [Symbol.dispose]() {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
  }

  it.each([
    ['none of the last minutes', [600]],
    ['some of the last minutes', [600, 200, 100, 1]],
    ['nothing at all', []],
  ])('let nobody in before they are known, and none of them after: %s', async (_, secondsAgo) => {
    using frozen = await freezeRedis();
    const events = secondsAgo.map((ago, i) => ended(i + 1, `session-${i}`, ago));
    const gate = Promise.withResolvers<void>();
    const source: EventLog = {
      top: async () => (await gate.promise, events.length),
      read: async (after, first) => (await gate.promise, events.slice(after, after + first)),
    };
    await using revocations = followRevocations({
      prefix: 'test',
      redis: connectBlockingRedis(frozen.url, log),
      source,
      log,
    });
    const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    const read = await createCallerReader(key, revocations);
    expect(revocations.isKnown()).toBe(false);
    await expect(read('x.y.z')).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: expect.any(Number) },
    });
    gate.resolve();
    await expect.poll(() => revocations.isKnown(), { timeout: 10_000 }).toBe(true);
    const isRecent = (ago: number) => ago < 360;
    expect(secondsAgo.map((_ago, i) => revocations.hasEnded(`session-${i}`))).toEqual(
      secondsAgo.map(isRecent),
    );
    expect(await read('x.y.z')).toBeNull();
    events.push(ended(events.length + 1, 'later', 0)); // identity is asked for it: this Redis tells nothing
    await expect.poll(() => revocations.hasEnded('later'), { timeout: 10_000 }).toBe(true);
  });
});
