import { createClient } from 'graphql-ws/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineOf, follow, type Ending } from './resume.ts';
import { cursorOf, patched, recorded, startFeedServer, type Event } from './testing/feed-server.ts';

type Server = Awaited<ReturnType<typeof startFeedServer>>;
type Options = Parameters<typeof follow<{ feed: Event }>>[0];

/** A reader as a page is one, over a socket of its own. */
function read(server: Server, options: Partial<Options> = {}) {
  const events: Event[] = [];
  const endings: Ending[] = [];
  const tokens = { given: 'first' };
  const client = engineOf(createClient, {
    url: server.url,
    connectionAckWaitTimeout: 300,
    connectionParams: () => ({ accessToken: tokens.given }),
  });
  const following = follow<{ feed: Event }>({
    subscribe: client.subscribe,
    query: 'subscription($after: Cursor) { feed(after: $after) { __typename } }',
    variables: (after) => ({ after }),
    onData: ({ feed }) => events.push(feed),
    onEnd: (ending) => endings.push(ending),
    ...options,
  });
  return {
    events,
    endings,
    tokens,
    following,
    seqs: () => events.filter(({ __typename }) => __typename === 'CheckInRecorded').map(({ seq }) => seq),
    [Symbol.dispose]() {
      following.stop();
      void client.dispose();
    },
  };
}

/** Node tells of a cut as a fault without a code; 1000 is made another's, or graphql-ws would subscribe again by itself. */
const told = new Map<number, number | null>([
  [1006, null],
  [1000, 4499],
]);
const soon = (look: () => unknown, timeout = 6_000) => expect.poll(look, { timeout, interval: 10 });
const afters = (server: Server) => server.asked.map(({ after }) => after);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('following the feed over a real socket', () => {
  let server: Server;
  beforeEach(async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    server = await startFeedServer();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await server[Symbol.asyncDispose]();
  });

  it.each([1001, 1006, 1000, 4409, 4480, 4500, 4429])(
    'goes on after its cursor when closed with %i',
    async (code) => {
      using reader = read(server);
      await soon(server.isFollowed).toBe(true);
      server.tap();
      await soon(reader.seqs).toEqual([11]);
      server.cut(code);
      server.tap();
      await soon(reader.seqs).toEqual([11, 12]);
      expect(afters(server)).toEqual([null, cursorOf(11)]);
      expect(reader.endings.map((ending) => ending.code)).toEqual([told.has(code) ? told.get(code) : code]);
    },
    10_000,
  );

  it.each([4401, 4403])('renews its token before it comes back when closed with %i', async (code) => {
    using reader = read(server, { renewToken: async () => (reader.tokens.given = 'second') });
    await soon(server.isFollowed).toBe(true);
    server.cut(code);
    await soon(() => server.asked.map(({ token }) => token)).toEqual(['first', 'second']);
    server.tap();
    await soon(reader.seqs).toEqual([11]);
  });

  it('asks for a token again when it could not be renewed', async () => {
    const renewToken = vi
      .fn<() => Promise<void>>()
      .mockRejectedValueOnce(new Error('not reached'))
      .mockRejectedValueOnce(new Error('not reached'))
      .mockResolvedValue();
    using reader = read(server, { renewToken });
    await soon(server.isFollowed).toBe(true);
    server.cut(4403);
    await soon(() => afters(server)).toEqual([null, cursorOf(10)]);
    expect(renewToken).toHaveBeenCalledTimes(3);
    expect(reader.endings.map(({ code }) => code)).toEqual([4403, 'TOKEN_NOT_RENEWED', 'TOKEN_NOT_RENEWED']);
  });

  it('closes with 4504 a server that does not acknowledge in time, and comes back', async () => {
    server.mute(true);
    using reader = read(server);
    await soon(() => server.closedWith).toEqual([4504]);
    server.mute(false);
    await soon(() => reader.events.map(({ __typename }) => __typename)).toEqual(['FeedSnapshot']);
    expect(reader.endings[0]?.code).toBe(4504);
  });

  it('asks again after `resumeAfter` when it was too slow, and does not apply that frame', async () => {
    using reader = read(server);
    await soon(server.isFollowed).toBe(true);
    server.tap();
    await soon(reader.seqs).toEqual([11]);
    for (const subscriber of server.asked)
      subscriber.send(recorded(14), { lagged: { count: 3, resumeAfter: cursorOf(11) } });
    server.tap({ lagged: { count: 1, resumeAfter: cursorOf(11) } });
    await soon(reader.seqs).toEqual([11, 12]);
    expect(afters(server)).toEqual([null, cursorOf(11)]);
  });

  it('asks for the picture when an event is missing, and applies none after the gap', async () => {
    using reader = read(server);
    await soon(server.isFollowed).toBe(true);
    server.tell(recorded(13));
    await soon(() => afters(server)).toEqual([null, null]);
    expect(reader.seqs()).toEqual([]);
    await soon(() => reader.events.length).toBe(2);
  });

  it('asks for the picture when an event comes before one', async () => {
    server.answerOnce(({ send }) => send(recorded(11)));
    using reader = read(server);
    await soon(() => reader.events.map(({ __typename }) => __typename)).toEqual(['FeedSnapshot']);
    expect(afters(server)).toEqual([null, null]);
  });

  it('asks for the picture when it was cut between ResyncRequired and its picture', async () => {
    using reader = read(server, { after: cursorOf(3) });
    server.answerOnce(({ send, socket }) => {
      send({ __typename: 'ResyncRequired', cursor: cursorOf(3) });
      setTimeout(() => socket.terminate(), 50);
    });
    await soon(() => reader.events.map(({ __typename }) => __typename)).toEqual([
      'ResyncRequired',
      'FeedSnapshot',
    ]);
    expect(afters(server)).toEqual([cursorOf(3), null]);
  });

  it('leaves a cursor that the server does not know', async () => {
    const errors = [{ message: 'unknown', extensions: { code: 'BAD_USER_INPUT', reason: 'CURSOR_INVALID' } }];
    server.answerOnce(({ id, say }) => say({ id, type: 'error', payload: errors }));
    using reader = read(server, { after: 'foreign' });
    await soon(() => reader.events.map(({ __typename }) => __typename)).toEqual(['FeedSnapshot']);
    expect(afters(server)).toEqual(['foreign', null]);
  });

  it('goes on after its cursor when a last result has errors', async () => {
    using reader = read(server);
    await soon(server.isFollowed).toBe(true);
    const errors = [{ message: 'away', extensions: { code: 'SERVICE_UNAVAILABLE' } }];
    for (const { id, say } of server.asked) say({ id, type: 'next', payload: { data: null, errors } });
    await soon(() => afters(server)).toEqual([null, cursorOf(10)]);
    expect(reader.endings[0]?.code).toBe('SERVICE_UNAVAILABLE');
  });

  it('applies what came though a field of it has errors', async () => {
    using reader = read(server);
    await soon(server.isFollowed).toBe(true);
    const payload = { data: { feed: recorded(11, null) }, errors: [{ message: 'no right to names' }] };
    for (const { id, say } of server.asked) say({ id, type: 'next', payload });
    await soon(reader.seqs).toEqual([11]);
  });

  it('takes an event at which its reader threw once more', async () => {
    let throws = 1;
    const seen: Event[] = [];
    using reader = read(server, {
      onData({ feed }) {
        if (feed.seq === 12 && throws-- > 0) throw new Error('disk full');
        seen.push(feed);
      },
    });
    await soon(server.isFollowed).toBe(true);
    for (let i = 0; i < 3; i++) server.tap();
    await soon(() => seen.map(({ seq }) => seq)).toEqual([10, 11, 12, 13]);
    expect(reader.endings[0]?.message).toBe('disk full');
  });

  describe('a check-in that came incomplete', () => {
    it('is completed in its time, without moving the cursor back', async () => {
      using reader = read(server);
      await soon(server.isFollowed).toBe(true);
      server.tap({ incomplete: true }, null);
      server.tap();
      server.tell(patched(11));
      await soon(() => reader.events.at(-1)?.__typename).toBe('CheckInPatched');
      server.cut(1006);
      await soon(() => afters(server)).toEqual([null, cursorOf(12)]);
    });

    it('is asked for with the whole picture when its completion was lost', async () => {
      using reader = read(server);
      await soon(server.isFollowed).toBe(true);
      server.tap({ incomplete: true }, null);
      await soon(reader.seqs).toEqual([11]);
      server.cut(1006);
      await soon(() => reader.events.length).toBe(3);
      expect(afters(server)).toEqual([null, null]);
      expect(reader.events.at(-1)?.latest?.[0]).toEqual({ id: 'id-11', name: 'name 11' });
      server.cut(1006);
      await soon(() => afters(server)).toEqual([null, null, cursorOf(11)]); // all is whole again
    });

    it('is awaited for each row of a picture that came incomplete', async () => {
      server.answerOnce((subscriber) => {
        subscriber.send(server.pictureOf(), { incomplete: true });
        subscriber.send(patched(10));
        setTimeout(() => subscriber.socket.terminate(), 50); // the row of 9 is still bare
      });
      using reader = read(server);
      await soon(() => afters(server)).toEqual([null, null]);
      expect(reader.events[1]?.__typename).toBe('CheckInPatched');
    });

    it('is named to who keeps a log, whose cursor stays', async () => {
      const lost: string[] = [];
      using reader = read(server, { onStillIncomplete: (ids) => lost.push(...ids) });
      await soon(server.isFollowed).toBe(true);
      server.tap({ incomplete: true }, null);
      await soon(reader.seqs).toEqual([11]);
      server.cut(1006);
      await soon(() => afters(server)).toEqual([null, cursorOf(11)]);
      expect(lost).toEqual(['id-11']);
    });
  });

  it('has every event exactly once and in order over twenty random drops', async () => {
    const steady = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => steady() * 10_000); // each try has stood long enough
    const cursors: string[] = [];
    using reader = read(server, { onCursor: (cursor) => cursors.push(cursor) });
    await soon(server.isFollowed).toBe(true);
    const chance = draw(20_261_123);
    for (let drops = 0; drops < 20;) {
      server.tap();
      if (chance() < 0.3) {
        server.cut([1001, 1006, 4409, 4480, 4500][Math.floor(chance() * 5)] ?? 1006);
        drops += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, chance() * 20));
    }
    const last = server.tap();
    await soon(() => reader.seqs().at(-1)).toBe(last);
    expect(reader.seqs()).toEqual(range(11, last));
    expect(cursors).toEqual(range(10, last).map(cursorOf));
    expect(reader.endings.length).toBeGreaterThan(10);
  });
});

/** Numbers of chance that come again with the same seed (a linear congruential generator of 32 bits). */
function draw(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
