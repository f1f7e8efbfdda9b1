import { badInput } from '@hongxin/kit/errors';
import type { LogTail } from '@hongxin/kit/log-tail';
import type { Cursors, FeedFilter } from '../feed/cursor.ts';
import type { Drawn } from './observe.ts';
import type { RecentNews } from './recent-news.ts';
import type { DeliveryStore } from './store.ts';

export type AcknowledgeFeedInput = {
  readonly cursor: string;
  readonly filter?: FeedFilter | null;
  readonly after?: string | null;
  readonly shown: number;
  readonly slowestMs?: number | null;
  readonly traceparent?: string | null;
};

export type DeliveryWorld = {
  readonly store: DeliveryStore;
  readonly recent: RecentNews;
  readonly cursors: Cursors;
  readonly tail: LogTail;
  /** Number of the log's last event, from the database itself. */
  top(): Promise<number>;
  now(): Date;
  /** Told of what a screen drew. */
  readonly onDrawn?: (drawn: Drawn) => void;
};

const DAY_MS = 86_400_000;
const MOST_EVENTS = 1_000_000;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Takes a screen's word for what it has drawn: one write, and one more when it drew events. */
export async function acknowledge(
  world: DeliveryWorld,
  screenId: string,
  input: AcknowledgeFeedInput,
): Promise<{ serverNow: Date; behind: number }> {
  assertSound(input);
  const filter = input.filter ?? {};
  const seq = world.cursors.open(input.cursor, filter);
  const after = input.after ? world.cursors.open(input.after, filter) : seq;
  if (after > seq) throw badInput('after 应在 cursor 之前。', 'INPUT_INVALID');
  await assertKnown(world, seq);
  const acknowledgedAt = world.now();
  const wanted = { siteIds: listOf(filter.siteIds), sessionIds: listOf(filter.sessionIds) };
  const lag = input.shown > 0 && typeof input.slowestMs === 'number' ? { lagMs: input.slowestMs } : {};
  const before = await world.store.moveOn({ _id: screenId, lastSeq: seq, ...wanted, ...lag, acknowledgedAt });
  if (before !== null && input.shown > 0) {
    // What it told of before (and did not hear the answer) was drawn then, not now.
    const fromSeq = Math.max(after, before) + 1;
    const { slowestMs, traceparent } = input;
    world.onDrawn?.({ fromSeq, toSeq: seq, slowestMs, traceparent });
    if (fromSeq <= seq)
      await world.store.addShowing({ screenId, fromSeq, toSeq: seq, ...wanted, shownAt: acknowledgedAt });
  }
  return { serverNow: world.now(), behind: world.recent.after(seq, wanted).behind };
}

const listOf = (list: readonly string[] | null | undefined): string[] | null => (list ? [...list] : null);

function assertSound({ after, shown, slowestMs, traceparent }: AcknowledgeFeedInput): void {
  const isSound =
    within(shown, MOST_EVENTS) &&
    (shown === 0 || typeof after === 'string') &&
    (typeof slowestMs !== 'number' || within(slowestMs, DAY_MS)) &&
    (typeof traceparent !== 'string' || TRACEPARENT.test(traceparent));
  if (!isSound) throw badInput('屏幕回执的内容不对。请刷新屏幕页面。', 'INPUT_INVALID');
}

const within = (count: number, most: number): boolean => count >= 0 && count <= most;

/** A screen may have it from another replica before this one has; no log at all reaches so far after an older backup. */
async function assertKnown({ tail, top }: DeliveryWorld, seq: number): Promise<void> {
  if (seq > tail.top() && seq > (await top()))
    throw badInput('没有这个游标的事件。请不带 after 重新订阅。', 'CURSOR_UNKNOWN');
}
