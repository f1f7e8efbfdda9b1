import { type Follower, type LogTail, LogTrimmed } from '@hongxin/kit/log-tail';
import type { Cursors, FeedFilter } from './cursor.ts';
import { type FeedNews, isWanted, newsOf } from './feed.ts';
import type { Snapshot } from './snapshot.ts';

export type FeedWorld = {
  readonly tail: LogTail;
  readonly cursors: Cursors;
  snapshot(filter: FeedFilter): Promise<Snapshot>;
};

/** One payload of the subscription: the event, and its cursor for `extensions` too. */
export type FeedPayload = {
  readonly checkInFeed: { readonly __typename: string; readonly cursor: string };
  readonly extensions: { readonly cursor: string };
  /** The CheckInPatched that completes a CheckInRecorded. */
  readonly completion?: { readonly checkInFeed: object };
};

/**
 * Snapshot, then the tail; or the tail after a cursor. A plain iterator, not an async generator: closing it must wake a
 * waiting `next` at once.
 */
export function openFeed(
  world: FeedWorld,
  filter: FeedFilter,
  after: string | null,
  wantsPatches = false,
): AsyncIterableIterator<FeedPayload> {
  const { tail, cursors } = world;
  let previous = after === null ? 0 : cursors.open(after, filter);
  let follower: Follower | undefined = after === null ? undefined : tail.follow(previous);
  let closed = false;

  const payload = (seq: number, event: { __typename: string } & Record<string, unknown>): FeedPayload => {
    const cursor = cursors.make(seq, filter);
    return { checkInFeed: { ...event, cursor }, extensions: { cursor } };
  };

  async function begin(): Promise<FeedPayload> {
    const snapshot = await world.snapshot(filter);
    previous = snapshot.seq;
    follower = tail.follow(snapshot.seq);
    if (closed) follower.close();
    return payload(snapshot.seq, { __typename: 'FeedSnapshot', ...snapshot });
  }

  async function proceed(from: Follower): Promise<FeedPayload | null> {
    for (let event = await from.next(); event; event = await from.next()) {
      const news = newsOf(event);
      if (!news || !isWanted(news, filter)) continue;
      const before = previous;
      previous = event.seq;
      const told = payload(event.seq, { ...news, seq: event.seq, previous: before });
      return wantsPatches && news.__typename === 'CheckInRecorded'
        ? { ...told, completion: patchOf(told, news) }
        : told;
    }
    return null;
  }

  async function next(): Promise<FeedPayload | null> {
    if (closed) return null;
    if (!follower) return begin();
    try {
      return await proceed(follower);
    } catch (error) {
      if (!(error instanceof LogTrimmed)) throw error;
      follower.close();
      follower = undefined;
      return payload(previous, { __typename: 'ResyncRequired' });
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = await next();
      return value ? { value, done: false } : { value: undefined, done: true };
    },
    async return() {
      closed = true;
      follower?.close();
      return { value: undefined, done: true };
    },
  };
}

const patchOf = ({ extensions: { cursor } }: FeedPayload, { checkIn }: FeedNews) => ({
  checkInFeed: { __typename: 'CheckInPatched', cursor, checkIn },
});
