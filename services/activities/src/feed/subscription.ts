import { type Follower, LogTrimmed } from '@hongxin/kit/log-follower';
import type { LogTail } from '@hongxin/kit/log-tail';
import type { Cursors, FeedFilter } from './cursor.ts';
import { isWanted, newsOf } from './feed.ts';
import { createPayloads, type FeedPayload } from './payload.ts';
import type { Snapshot } from './snapshot.ts';

/** What follows a cursor is told this long; a reader that comes later begins anew. */
export const KEPT_MS = 7 * 86_400_000;

export type FeedWorld = {
  readonly tail: Omit<LogTail, 'source'>;
  readonly cursors: Cursors;
  snapshot(filter: FeedFilter): Promise<Snapshot>;
  /** Number of the log's last event, from the database itself. */
  top(): Promise<number>;
  now(): Date;
};

export type Reading = {
  readonly filter: FeedFilter;
  readonly after: string | null;
  readonly wantsPatches: boolean;
};

/**
 * Snapshot, then the tail; or the tail after a cursor. A plain iterator, not an async generator: closing it must wake a
 * waiting `next` at once.
 */
export function openFeed(
  world: FeedWorld,
  { filter, after, wantsPatches }: Reading,
): AsyncIterableIterator<FeedPayload> {
  const { tail, cursors } = world;
  const payloads = createPayloads(cursors, filter, wantsPatches);
  let previous = after === null ? 0 : cursors.open(after, filter);
  /** From a reader's cursor until its first event: what follows it may no longer be there. */
  let isResuming = after !== null;
  let follower: Follower | undefined;
  let closed = false;

  function follow(seq: number): Follower {
    previous = seq;
    follower = tail.follow(seq);
    if (closed) follower.close();
    return follower;
  }

  async function begin(): Promise<FeedPayload> {
    const snapshot = await world.snapshot(filter);
    follow(snapshot.seq);
    return payloads.snapshot(snapshot, world.now());
  }

  async function resume(): Promise<FeedPayload | null> {
    // This replica may only not have heard of it yet; the database has, unless an older backup took its place.
    if (previous > tail.top() && previous > (await world.top())) return resync();
    return proceed(follow(previous));
  }

  async function proceed(from: Follower): Promise<FeedPayload | null> {
    for (let event = await from.next(); event; event = await from.next()) {
      if (isResuming && world.now().getTime() - Date.parse(event.recordedAt) > KEPT_MS) return resync();
      isResuming = false;
      const news = newsOf(event);
      if (!news || !isWanted(news.checkIn, filter)) continue;
      const before = previous;
      previous = event.seq;
      return payloads.news(event, news, before);
    }
    return null;
  }

  function resync(): FeedPayload {
    follower?.close();
    follower = undefined;
    isResuming = false;
    return payloads.resync(previous);
  }

  async function next(): Promise<FeedPayload | null> {
    if (closed) return null;
    try {
      if (follower) return await proceed(follower);
      return await (isResuming ? resume() : begin());
    } catch (error) {
      if (!(error instanceof LogTrimmed)) throw error;
      return resync();
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
