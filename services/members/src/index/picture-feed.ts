import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hongxin/kit/log';
import type { LogTail } from '@hongxin/kit/log-tail';
import type { Payload } from '@hongxin/kit/subscribe';
import { monthOf } from '@hongxin/kit/time';
import { IndexChanged } from '../events.ts';
import type { IndexPicture } from './picture.ts';
import type { PictureStore } from './picture-store.ts';

const PAUSE_MS = 1_000;
const RETRY_MS = 100;
const NEW_MONTH_CHECK_MS = 30_000;

/** One payload of the subscription; whoever comes later needs only the last one. */
export type PicturePayload = Payload & { readonly indexPictureChanged: IndexPicture };

export type PictureFeed = {
  /** The present month's picture at once, then whenever it is another, at most once a second. */
  subscribe(): AsyncIterableIterator<PicturePayload>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Options = {
  /** Of this service's own log. */
  readonly tail: LogTail;
  /** What is newer than this number is a change. */
  readonly after: number;
  readonly pictures: PictureStore;
  readonly log: Log;
  readonly now?: () => Date;
};

/** One follower of this service's log for all subscribers; a slow one misses pictures, never the last. */
export function createPictureFeed({
  tail,
  after,
  pictures,
  log,
  now = () => new Date(),
}: Options): PictureFeed {
  const waiting = new Set<() => void>();
  let stopped = false;
  let month = monthOf(now());
  let changedAt = after;
  let follower = tail.follow(after);
  const loop = follow();
  const newMonth = setInterval(() => {
    if (monthOf(now()) === month) return;
    month = monthOf(now());
    wakeAll();
  }, NEW_MONTH_CHECK_MS);

  function wakeAll(): void {
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  }

  async function follow(): Promise<void> {
    while (!stopped) {
      try {
        const events = await follower.nextBatch(500);
        const change = events.findLast((event) => IndexChanged.parse(event)?.month === monthOf(now()));
        if (change) changedAt = change.seq;
      } catch (error) {
        log.warn({ err: error }, 'picture feed: following the log failed; going on at its end');
        await wait(PAUSE_MS);
        changedAt = tail.top();
        follower = tail.follow(changedAt);
        if (stopped) follower.close();
      }
      wakeAll();
    }
  }

  return {
    subscribe: () => subscription({ pictures, now, changedAt: () => changedAt, waiting }),
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(newMonth);
      follower.close();
      await loop;
    },
  };
}

type Source = {
  pictures: PictureStore;
  now: () => Date;
  /** Number of the last event that changed an index of the present month. */
  changedAt: () => number;
  waiting: Set<() => void>;
};

/** Not a generator: its `return` would wait behind a pending `next`, and the subscription would never end. */
function subscription({ pictures, now, changedAt, waiting }: Source): AsyncIterableIterator<PicturePayload> {
  let closed = false;
  let sent: IndexPicture | undefined;
  let sentAt = 0;
  let wake: (() => void) | undefined;

  const isOld = (picture: IndexPicture) => picture.month !== monthOf(now()) || picture.version < changedAt();

  async function anotherPicture(): Promise<IndexPicture | null> {
    while (!closed) {
      const pauseMs = sentAt + PAUSE_MS - performance.now();
      if (sent && !isOld(sent)) await change();
      else if (sent && pauseMs > 0) await pause(pauseMs);
      else {
        const picture = await pictures.picture(monthOf(now()));
        if (closed) break;
        if (sent?.month !== picture.month || sent.version < picture.version) {
          sent = picture;
          sentAt = performance.now();
          return picture;
        }
        await pause(RETRY_MS); // someone else asked just before the change; that picture is kept for a moment
      }
    }
    return null;
  }

  const change = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      waiting.add(resolve);
    });

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const done = { done: true, value: undefined } as const;
  return {
    async next() {
      const picture = await anotherPicture();
      if (!picture) return done;
      return { done: false, value: { indexPictureChanged: picture, extensions: { whole: true } } };
    },
    async return() {
      closed = true;
      if (wake) waiting.delete(wake);
      wake?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
