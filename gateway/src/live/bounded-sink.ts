import type { Writable } from 'node:stream';
import { type Batch, createBatch, type Frame, type Out, withLagged } from './frames.ts';
import type { LiveFigures } from './figures.ts';

/** Where one subscription's results go. */
export type Sink = {
  /** The place that the reader comes with. */
  hold(cursor: string): void;
  deliver(batch: Batch): void;
  /** Nothing follows. */
  end(): void;
};

/** What a slow reader may cost. */
export type SlowLimits = {
  /** While so many bytes wait for one reader, nothing is added to them. More than a socket takes before it says `drain`. */
  readonly mostBytes: number;
  /** Who reads nothing for so long is sent away. */
  readonly closeAfterMs: number;
};

export const SLOW_LIMITS: SlowLimits = { mostBytes: 524_288, closeAfterMs: 30_000 };

/** One reader's connection, shared by its subscriptions. */
export type Wire = {
  readonly out: Pick<Writable, 'write' | 'writableLength' | 'once' | 'off'>;
  isOpen(): boolean;
  /** Sends away a reader that stays slow. */
  closeSlow(): void;
};

type Lag = { count: number; newest: Frame; readonly closing: NodeJS.Timeout };

export type SinkOptions = {
  readonly wire: Wire;
  /** Writes what the batch is on this connection; answers how many bytes. */
  readonly write: (out: Out, batch: Batch) => number;
  readonly onEnd: () => void;
  readonly limits: SlowLimits;
  readonly figures: LiveFigures;
};

/**
 * Writes results past every queue of ours into the socket's own, which is bounded: while that is full, events are left
 * out and counted. As soon as it is empty the newest of them goes out and says how many and after what to ask again.
 */
export function createBoundedSink(options: SinkOptions): Sink & {
  /** The reader has left: nothing waits for it any more. */
  drop(): void;
} {
  const { wire, limits, figures } = options;
  let lag: Lag | undefined;
  let held: string | null = null;

  function write(batch: Batch): void {
    figures.bytes += options.write(wire.out, batch);
    figures.deliveries += batch.frames.length;
    held = batch.cursor ?? held;
  }

  function leaveOut({ frames }: Batch): void {
    if (!lag) {
      const closing = setTimeout(closeSlow, limits.closeAfterMs);
      lag = { count: 0, newest: frames[0] as Frame, closing };
      wire.out.once('drain', tell);
    }
    lag.count += frames.length;
    lag.newest = frames.at(-1) as Frame;
  }

  function tell(): void {
    if (!lag) return;
    const { count, newest, closing } = lag;
    clearTimeout(closing);
    lag = undefined;
    if (!wire.isOpen()) return;
    if (count === 1) return write(createBatch([newest])); // only late
    figures.lagged++;
    write(createBatch([withLagged(newest, { count: count - 1, resumeAfter: held })]));
  }

  function closeSlow(): void {
    figures.closedSlow++;
    wire.closeSlow();
  }

  return {
    hold: (cursor) => void (held = cursor),
    deliver(batch) {
      if (!wire.isOpen()) return;
      if (lag || wire.out.writableLength >= limits.mostBytes) leaveOut(batch);
      else write(batch);
    },
    end() {
      wire.out.off('drain', tell);
      tell();
      options.onEnd();
    },
    drop() {
      wire.out.off('drain', tell);
      clearTimeout(lag?.closing);
      lag = undefined;
    },
  };
}
