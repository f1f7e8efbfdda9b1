import { setTimeout as wait } from 'node:timers/promises';
import type { Envelope } from '@hongxin/kit/events';
import type { Log } from '@hongxin/kit/log';
import { type Follower, LogTrimmed } from '@hongxin/kit/log-follower';
import type { LogTail } from '@hongxin/kit/log-tail';
import type { FeedFilter } from '../feed/cursor.ts';
import { isWanted, newsOf, type Whereabouts } from '../feed/feed.ts';

/** How far back a new process reads; while it runs, it keeps up to KEEP. */
const BEGIN_WITH = 2_000;
const KEEP = 20_000;
const PAUSE_MS = 1_000;

type Entry = Whereabouts & {
  readonly seq: number;
  readonly recordedAt: Date;
  readonly traceparent?: string | undefined;
};

/** What of a feed lies after a number: how many events, and when the oldest of them was recorded. */
export type Outstanding = { readonly behind: number; readonly waitingSince: Date | null };

/** The newest events that feeds tell of, in memory, so that an acknowledgement asks no engine how far behind it is. */
export type RecentNews = {
  after(seq: number, filter: FeedFilter): Outstanding;
  /** When the event of a trace was recorded, if it is one of these numbers. */
  recordedAt(traceparent: string, fromSeq: number, toSeq: number): Date | undefined;
  [Symbol.asyncDispose](): Promise<void>;
};

type Options = { readonly tail: LogTail; readonly top: () => Promise<number>; readonly log: Log };

export function createRecentNews({ tail, top, log }: Options): RecentNews {
  let entries: Entry[] = [];
  let place = -1;
  let stopped = false;
  let follower: Follower | undefined;
  const loop = run();

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        if (place < 0) place = Math.max(0, (await top()) - BEGIN_WITH);
        follower = tail.follow(place);
        if (stopped) follower.close();
        for (
          let batch = await follower.nextBatch(500);
          batch.length > 0;
          batch = await follower.nextBatch(500)
        )
          take(batch);
      } catch (error) {
        if (error instanceof LogTrimmed) [place, entries] = [-1, []];
        log.warn({ err: error }, 'recent news: following the log failed; trying again');
        await wait(PAUSE_MS);
      } finally {
        follower?.close();
      }
    }
  }

  function take(batch: readonly Envelope[]): void {
    for (const event of batch) {
      place = event.seq;
      const news = newsOf(event);
      if (!news) continue;
      const { siteId, sessionId, orgPath } = news.checkIn;
      const { seq, traceparent } = event;
      entries.push({ siteId, sessionId, orgPath, seq, recordedAt: new Date(event.recordedAt), traceparent });
    }
    if (entries.length > 2 * KEEP) entries = entries.slice(-KEEP);
  }

  return {
    after(seq, filter) {
      let behind = 0;
      let oldest: Entry | undefined;
      const end = Math.max(0, entries.length - KEEP);
      for (let i = entries.length - 1; i >= end; i--) {
        const entry = entries[i] as Entry;
        if (entry.seq <= seq) break;
        if (!isWanted(entry, filter)) continue;
        behind++;
        oldest = entry;
      }
      return { behind, waitingSince: oldest?.recordedAt ?? null };
    },
    recordedAt: (traceparent, fromSeq, toSeq) =>
      entries.findLast(
        (entry) => entry.traceparent === traceparent && entry.seq >= fromSeq && entry.seq <= toSeq,
      )?.recordedAt,
    async [Symbol.asyncDispose]() {
      stopped = true;
      follower?.close();
      await loop;
    },
  };
}
