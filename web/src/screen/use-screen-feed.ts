import { nextTick, watch } from 'vue';
import type { Extensions } from '../graphql/resume.ts';
import { useCheckInFeed, type CheckInFeed, type CheckInFeedOptions } from '../graphql/use-check-in-feed.ts';
import type { FeedEvent } from '../lib/feed.ts';
import { serverNow } from '../lib/server-clock.ts';
import { countArrived, drawn, nothingSince, type Arrived } from '../lib/shown-tally.ts';
import { useAcknowledging } from './use-acknowledging.ts';

/** The check-in feed of a screen, which tells the server how far it has drawn it. */
export function useScreenFeed(options: Pick<CheckInFeedOptions, 'filter' | 'onRecorded'> = {}): CheckInFeed {
  let arrived: Arrived | null = null;

  function count(event: FeedEvent, extensions: Extensions): void {
    const { __typename, cursor } = event;
    if (__typename === 'FeedSnapshot') arrived = nothingSince(cursor);
    else if (arrived && 'seq' in event) arrived = countArrived(arrived, { ...extensions, cursor });
  }

  const live = useCheckInFeed({ ...options, surface: 'screen', onEvent: count });
  const acknowledging = useAcknowledging({
    filter: options.filter ?? null,
    isLive: () => live.connection.value.state === 'live',
    onUnknownCursor: () => live.askPicture(),
  });

  function noteDrawn(): void {
    if (!arrived) return;
    const batch = arrived;
    arrived = nothingSince(batch.cursor);
    if (document.visibilityState === 'hidden') return; // draws no frames: nobody has seen it
    // Vue has put it into the page when the next frame begins, and that frame draws it.
    void nextTick(() => requestAnimationFrame(() => acknowledging.add(drawn(batch, serverNow()))));
  }

  // In the very moment in which it is given to the page: what comes later waits for the next time.
  watch(live.feed, noteDrawn, { flush: 'sync' });
  return live;
}
