import { request } from '../graphql/client.ts';
import type { CheckInFeedFilter } from '../graphql/generated/graphql.ts';
import { RequestFailed } from '../graphql/request-failed.ts';
import { elapsedMs, momentNow, type Moment } from '../lib/elapsed.ts';
import { noteServerTime } from '../lib/server-clock.ts';
import { drawn, joinShown, nothingSince, type Shown } from '../lib/shown-tally.ts';
import { acknowledgeFeedDocument } from './screen-documents.ts';
import { usePolling } from './use-polling.ts';

const TELL_EVERY_MS = 5_000;
const TELL_AT_LEAST_EVERY_MS = 30_000;

export type AcknowledgingOptions = {
  /** That of the subscription: its cursors hold for it alone. */
  filter: CheckInFeedFilter | null;
  isLive: () => boolean;
  /** The server's log does not reach as far as what was drawn. */
  onUnknownCursor: () => void;
};

/** Tells the server what was drawn: in batches, never two at once; what did not arrive is told with the next. */
export function useAcknowledging({ filter, isLive, onUnknownCursor }: AcknowledgingOptions) {
  let untold: Shown | null = null;
  let told: { cursor: string; at: Moment } | null = null;

  async function tell(): Promise<void> {
    if (!untold || !isLive()) return;
    const isNews = untold.cursor !== told?.cursor;
    if (!isNews && told && elapsedMs(told.at) < TELL_AT_LEAST_EVERY_MS) return;
    const batch = untold;
    untold = drawn(nothingSince(batch.cursor), 0);
    const sentAt = performance.now();
    try {
      const { acknowledgeFeed } = await request(acknowledgeFeedDocument, { input: inputOf(batch) }, 'screen');
      noteServerTime(Date.parse(acknowledgeFeed.serverNow), sentAt, performance.now());
      told = { cursor: batch.cursor, at: momentNow() };
    } catch (problem) {
      console.warn('acknowledgement not delivered', problem);
      giveBack(batch, problem);
    }
  }

  function giveBack(batch: Shown, problem: unknown): void {
    const isRefused = problem instanceof RequestFailed && problem.code === 'BAD_USER_INPUT';
    if (!isRefused && untold) untold = joinShown(batch, untold);
    else if (isRefused && problem.reason === 'CURSOR_UNKNOWN') onUnknownCursor();
  }

  function inputOf({ after, cursor, count, slowestMs, traceparent }: Shown) {
    return count === 0 ? { cursor, filter } : { cursor, filter, after, shown: count, slowestMs, traceparent };
  }

  usePolling(tell, { everyMs: TELL_EVERY_MS });

  return { add: (shown: Shown) => void (untold = joinShown(untold, shown)) };
}
