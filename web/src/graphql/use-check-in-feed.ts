import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { Surface } from '../auth/stored-session.ts';
import { dayOf } from '../lib/district-time.ts';
import { applyFeedEvent, type FeedCheckIn, type FeedEvent, type FeedState } from '../lib/feed.ts';
import { connectionState, type ConnectionState } from '../lib/freshness.ts';
import { serverNow } from '../lib/server-clock.ts';
import { checkInFeedDocument } from './check-in-feed-document.ts';
import type { CheckInFeedFilter } from './generated/graphql.ts';
import { followLive } from './live.ts';
import type { Extensions } from './resume.ts';

/** On a busy day hundreds of check-ins come in a second: the first is shown at once, the others ten times a second. */
const SHOW_EVERY_MS = 100;
const ASK_NEW_DAY_EVERY_MS = 60_000;

export type FeedConnection = {
  state: ConnectionState;
  /** Since the server was last heard for this feed. */
  silentMs: number;
  /** By the server's clock. */
  heardAtMs: number;
};

export type CheckInFeedOptions = {
  surface: Surface;
  filter?: CheckInFeedFilter;
  /** Each check-in as it is made; not those of a snapshot. */
  onRecorded?: (checkIn: FeedCheckIn) => void;
  /** Each event as it came, before it is shown. */
  onEvent?: (event: FeedEvent, extensions: Extensions) => void;
};

export type CheckInFeed = {
  feed: ShallowRef<FeedState | null>;
  connection: ShallowRef<FeedConnection>;
  /** Code of the last refusal, e.g. FORBIDDEN; null while the feed is served. */
  refusal: ShallowRef<string | null>;
  /** Asks for the present picture anew. */
  askPicture(): void;
};

export function useCheckInFeed(options: CheckInFeedOptions): CheckInFeed {
  const { surface, filter = null } = options;
  const feed = shallowRef<FeedState | null>(null);
  const refusal = shallowRef<string | null>(null);
  let held: FeedState | null = null;
  let showing: ReturnType<typeof setTimeout> | undefined;
  let askedNewDayAt = 0;

  function show(): void {
    feed.value = held;
    showing ??= setTimeout(() => {
      showing = undefined;
      if (feed.value !== held) show();
    }, SHOW_EVERY_MS);
  }

  function receive(event: FeedEvent, extensions: Extensions): void {
    refusal.value = null;
    held = applyFeedEvent(held, event);
    if (event.__typename === 'CheckInRecorded') options.onRecorded?.(event.checkIn);
    options.onEvent?.(event, extensions);
    if (showing === undefined) show();
  }

  const live = followLive({
    surface,
    document: checkInFeedDocument,
    variables: (after) => ({ filter, after }),
    onData: (data, extensions) => receive(data.checkInFeed, extensions),
    onRefused: (code) => (refusal.value = code),
  });

  function status(): FeedConnection {
    const silentMs = live.silentMs();
    return { state: connectionState(silentMs, held !== null), silentMs, heardAtMs: serverNow() - silentMs };
  }

  const connection = shallowRef(status());
  const ticking = setInterval(() => {
    connection.value = status();
    const now = serverNow();
    // After midnight the figures of "today" are another day's; a clock ahead of the server's asks in vain, so not often.
    if (!held || dayOf(now) === held.day || Math.abs(now - askedNewDayAt) < ASK_NEW_DAY_EVERY_MS) return;
    askedNewDayAt = now;
    live.askPicture();
  }, 1_000);

  onScopeDispose(() => {
    clearInterval(ticking);
    clearTimeout(showing);
    live.stop();
  });

  return { feed, connection, refusal, askPicture: () => live.askPicture() };
}
