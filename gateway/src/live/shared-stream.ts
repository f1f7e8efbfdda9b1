import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Sink } from './bounded-sink.ts';
import type { Told } from './completion.ts';
import type { LiveFigures } from './figures.ts';
import { createFlushWindow } from './flush-window.ts';
import { createBatch, type Frame, frameOf } from './frames.ts';
import { orderedWindow } from './ordered-window.ts';
import { createRing } from './ring.ts';
import type { Upstream } from './upstream.ts';

/** One subscriber; the stream that serves it may change while it lives. */
export type Reader = { readonly sink: Sink; stream: SharedStream };

export type SharedStream = {
  /** Results that follow a place, if this stream still holds them all. */
  after(cursor: string): Frame[] | undefined;
  /** What a reader without a place is given first; undefined when this stream cannot serve it. */
  beginning(): Frame[] | undefined;
  /** Whether it can be opened anew where it stands. */
  canReopen(): boolean;
  join(reader: Reader, missed: readonly Frame[]): void;
  /** False when it had been given up already. */
  leave(reader: Reader): boolean;
  /** Takes over the readers of a stream that stands at a place which this one holds. */
  absorb(other: SharedStream, missed: readonly Frame[]): void;
  /** Gives up its readers, with everything sent that it had for them. */
  release(): Reader[];
  /** Hangs up and subscribes again after the last place. */
  reopen(): void;
  close(): void;
};

type Options = {
  /** The place that it was opened after; null for the beginning. */
  readonly start: unknown;
  readonly resumable: boolean;
  open(after: unknown): Upstream;
  execute(event: ExecutionResult): Promise<Told>;
  /** The last result of a stream that cannot go on. */
  failure(error: unknown): ExecutionResult;
  ringBytes(): number;
  /** How long it stays after its last reader, for those who come back. */
  readonly lingerMs: number;
  readonly figures: LiveFigures;
  onFrame(stream: SharedStream, frame: Frame): void;
  onWritten(frame: Frame, readers: number): void;
  /** Its upstream, or the execution of an event, failed. */
  onBroken(error: unknown): void;
  onClose(stream: SharedStream): void;
};

/** Events whose other subgraphs are asked at the same time. */
const WINDOW = 64;
/** A picture so young serves later readers too, with what followed it. */
const YOUNG_MS = 1_000;
/** A broken upstream is tried again so long, unseen by readers; then they are told. */
const REOPEN_FOR_MS = 5_000;
const SLOWEST_RETRY_MS = 1_000;

/** One upstream and one execution per event for all of its readers. */
export function createSharedStream(options: Options): SharedStream {
  const { figures, start } = options;
  const readers = new Set<Reader>();
  const ring = createRing(typeof start === 'string' ? start : null, options.ringBytes);
  const window = createFlushWindow(send);
  const closing = new AbortController();
  const openedAt = performance.now();
  let pending: Frame[] = [];
  let cursor = typeof start === 'string' ? start : undefined;
  let [firstAt, isWhole, hasPlaces, reopening] = [0, false, false, false];
  let events: AsyncIterableIterator<Told> | undefined;
  let lingering: NodeJS.Timeout | undefined;

  function add(frame: Frame): void {
    if (closing.signal.aborted) return;
    firstAt ||= performance.now();
    hasPlaces ||= frame.cursor !== undefined;
    cursor = frame.cursor ?? cursor;
    ring.push(frame);
    pending.push(frame);
    window.gather();
    options.onFrame(stream, frame);
  }

  function take({ result, isWhole: whole, complete }: Told): void {
    isWhole = whole;
    add(frameOf(result));
    complete?.((later) => add(frameOf(later, true)), closing.signal).catch(options.onBroken);
  }

  function send(): number {
    const frames = pending;
    if (frames.length === 0) return 0;
    pending = [];
    const batch = createBatch(frames);
    for (const { sink } of readers) sink.deliver(batch);
    for (const frame of frames) options.onWritten(frame, readers.size);
    return frames.length;
  }

  /** Until the subgraph completes it, it is closed, or it cannot go on. */
  async function run(): Promise<void> {
    let [after, brokenSince, failures]: [unknown, number, number] = [start, 0, 0];
    while (!closing.signal.aborted) {
      reopening = false;
      const began = performance.now();
      const source = (events = orderedWindow(options.open(after), options.execute, WINDOW));
      try {
        await drain(source);
        if (!reopening) return end();
      } catch (error) {
        await source.return?.();
        const now = performance.now();
        if (now - began > REOPEN_FOR_MS || failures === 0) [brokenSince, failures] = [now, 0];
        if (closing.signal.aborted) return;
        options.onBroken(error);
        if (!canReopen() || now - brokenSince > REOPEN_FOR_MS) return end(options.failure(error));
        await wait(Math.min(100 * 2 ** failures++, SLOWEST_RETRY_MS));
        figures.reopened++;
      }
      after = cursor;
    }
  }

  async function drain(source: AsyncIterableIterator<Told>): Promise<void> {
    for (let next = await source.next(); !next.done; next = await source.next()) take(next.value);
  }

  function end(last?: ExecutionResult): void {
    if (last) add(frameOf(last));
    for (const { sink } of stream.release()) {
      figures.subscribers--;
      sink.end();
    }
    close();
  }

  function close(): void {
    if (closing.signal.aborted) return;
    closing.abort();
    clearTimeout(lingering);
    window.close();
    void events?.return?.();
    figures.streams--;
    options.onClose(stream);
  }

  const canReopen = (): boolean => options.resumable && cursor !== undefined;

  const stream: SharedStream = {
    after: ring.after,
    beginning() {
      if (firstAt === 0) return start === null ? [] : undefined;
      const last = ring.last();
      if (isWhole && last) return [last];
      if (!hasPlaces) return [];
      return start === null && performance.now() - firstAt <= YOUNG_MS ? ring.all() : undefined;
    },
    canReopen,
    join(reader, missed) {
      window.flush();
      clearTimeout(lingering);
      reader.stream = stream;
      readers.add(reader);
      if (missed.length > 0) reader.sink.deliver(createBatch(missed));
    },
    leave(reader) {
      const wasHere = readers.delete(reader);
      if (readers.size > 0 || closing.signal.aborted) return wasHere;
      // Who is cut off together comes back within a second or two, and finds here what it missed.
      const stays = hasPlaces && performance.now() - openedAt > options.lingerMs;
      if (stays) lingering = setTimeout(close, options.lingerMs);
      else close();
      return wasHere;
    },
    absorb(other, missed) {
      window.flush();
      for (const reader of other.release()) stream.join(reader, missed);
      other.close();
    },
    release() {
      window.flush();
      const given = [...readers];
      readers.clear();
      return given;
    },
    reopen() {
      reopening = true;
      void events?.return?.();
    },
    close,
  };
  figures.streams++;
  void run().catch((error) => end(options.failure(error)));
  return stream;
}
