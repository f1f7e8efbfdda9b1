// What a screen has drawn of the feed since it last told the server so.

/** What has come and is not yet drawn. */
export type Arrived = {
  /** The cursor before the first of the counted events. */
  after: string;
  /** The last one. */
  cursor: string;
  count: number;
  /** When the oldest of them was committed, in milliseconds by the server's clock. */
  oldestAt: number | null;
  /** The trace of that event. */
  traceparent: string | null;
};

export type Shown = Omit<Arrived, 'oldestAt'> & {
  /** From the slowest event's commit to the frame that draws it. */
  slowestMs: number | null;
};

const DAY_MS = 24 * 60 * 60_000;

/** A picture begins the count anew, and so does what was drawn. */
export function nothingSince(cursor: string): Arrived {
  return { after: cursor, cursor, count: 0, oldestAt: null, traceparent: null };
}

export function countArrived(
  arrived: Arrived,
  { cursor, recordedAt, traceparent }: { cursor: string; recordedAt?: string; traceparent?: string },
): Arrived {
  const at = recordedAt === undefined ? Number.NaN : Date.parse(recordedAt);
  const counted = { ...arrived, cursor, count: arrived.count + 1 };
  if (!Number.isFinite(at) || (arrived.oldestAt !== null && arrived.oldestAt <= at)) return counted;
  return { ...counted, oldestAt: at, traceparent: traceparent ?? null };
}

/** A late upload may be days old before it is committed, not after: a delay of more than a day is a clock's fault. */
export function drawn({ oldestAt, ...arrived }: Arrived, now: number): Shown {
  const slowestMs = oldestAt === null ? null : Math.min(DAY_MS, Math.max(0, Math.round(now - oldestAt)));
  return { ...arrived, slowestMs };
}

/** Both in one. Where a new picture, or what nobody saw, came between them, the later one stands alone. */
export function joinShown(earlier: Shown | null, later: Shown): Shown {
  if (earlier?.cursor !== later.after) return later;
  const slowest = (later.slowestMs ?? -1) > (earlier.slowestMs ?? -1) ? later : earlier;
  return {
    after: earlier.after,
    cursor: later.cursor,
    count: earlier.count + later.count,
    slowestMs: slowest.slowestMs,
    traceparent: slowest.traceparent,
  };
}
