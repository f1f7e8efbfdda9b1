import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow, reconnectDelayMs, type Extensions } from './resume.ts';
import { cursorOf, recorded, type Event } from './testing/feed-server.ts';

describe('when it tries again', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** A transport whose tries are ended by hand; says how long each was waited for. */
  function byHand() {
    const began: number[] = [];
    let end: (problem: unknown) => void = () => {};
    let give: (event: Event, extensions?: Extensions) => void = () => {};
    const following = follow<{ feed: Event }>({
      subscribe(_payload, sink) {
        began.push(performance.now());
        end = sink.error;
        give = (feed, extensions = {}) =>
          sink.next({ data: { feed }, extensions: { cursor: feed.cursor, ...extensions } });
        return () => {};
      },
      query: '',
      variables: (after) => ({ after }),
      onData: () => {},
    });
    return {
      began,
      following,
      end: (problem: unknown) => end(problem),
      give: (...args: Parameters<typeof give>) => give(...args),
    };
  }

  it.each([
    ['a lost connection', {}, 0, 1_000],
    ['4480', { code: 4480 }, 0, 1_000],
    ['4429', { code: 4429 }, 4_000, 8_000],
    ['RATE_LIMITED', [{ extensions: { code: 'RATE_LIMITED' } }], 4_000, 8_000],
    ['4400', { code: 4400 }, 15_000, 30_000],
  ])('after %s', async (_name, problem, least, most) => {
    const { began, end, following } = byHand();
    end(problem);
    await vi.advanceTimersByTimeAsync(most);
    expect(began).toHaveLength(2);
    expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThanOrEqual(least);
    following.stop();
  });

  it('is ever more patient with a server that answers and dies, and quick again once it has stood', async () => {
    const { began, end, following } = byHand();
    for (let tries = 1; tries <= 8; tries++) {
      end({});
      while (began.length === tries) await vi.advanceTimersByTimeAsync(100);
    }
    expect(began.at(-1)! - began.at(-2)!).toBeGreaterThanOrEqual(15_000);
    await vi.advanceTimersByTimeAsync(20_000);
    end({});
    await vi.advanceTimersByTimeAsync(1_000);
    expect(began).toHaveLength(10);
    following.stop();
  });

  it('does not wait when there is a reason to try now', async () => {
    const { began, end, following } = byHand();
    end({ code: 4400 });
    following.tryNow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(began).toHaveLength(2);
    following.tryNow(); // it stands: nothing to do
    await vi.advanceTimersByTimeAsync(1_000);
    expect(began).toHaveLength(2);
    following.stop();
  });

  it('asks for a picture when a completion does not come though nothing was lost', async () => {
    const { began, give, following } = byHand();
    give({ __typename: 'FeedSnapshot', cursor: cursorOf(10), seq: 10, latest: [] });
    give(recorded(11, null), { incomplete: true });
    await vi.advanceTimersByTimeAsync(140_000);
    expect(began).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(began).toHaveLength(2);
    following.stop();
  });

  it('leaves no timer behind', () => {
    const { end, following } = byHand();
    end({});
    following.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('waiting before a reconnect', () => {
  it.each([
    [0, 0, 0],
    [0, 1, 1_000],
    [1, 0, 1_000],
    [1, 1, 2_000],
    [3, 0.5, 6_000],
    [5, 1, 30_000],
    [500, 0, 15_000],
    [500, 1, 30_000],
  ])('attempt %i with chance %f waits %i ms', (attempt, random, wanted) => {
    expect(reconnectDelayMs(attempt, random)).toBe(wanted);
  });
});
