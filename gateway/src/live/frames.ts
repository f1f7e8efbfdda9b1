import type { Writable } from 'node:stream';
import type { ExecutionResult } from 'graphql';

/** One result on its way to every reader: its bytes are made once. */
export type Frame = {
  /** The result as JSON, UTF-8. */
  readonly json: Buffer;
  /** The reader's place after it; none where the stream has no places, or the result belongs to an earlier one. */
  readonly cursor: string | undefined;
  /** When what it tells of was committed, in ms since 1970, where the subgraph says so. */
  readonly recordedAt: number | undefined;
  readonly traceparent: string | undefined;
};

/** `isLate`: it completes an earlier event, whose cursor it bears; whoever holds a later one keeps that. */
export function frameOf(result: ExecutionResult, isLate = false): Frame {
  const { cursor, recordedAt, traceparent } = result.extensions ?? {};
  return {
    json: Buffer.from(JSON.stringify(result)),
    cursor: typeof cursor === 'string' && !isLate ? cursor : undefined,
    recordedAt: timeOf(recordedAt),
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  };
}

/** What is no time would make every figure that it goes into none. */
function timeOf(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Told to a reader for whom events were left out: how many, and after what to ask again. */
export type Lagged = { readonly count: number; readonly resumeAfter: string | null };

export function withLagged(frame: Frame, lagged: Lagged): Frame {
  const result = JSON.parse(frame.json.toString()) as ExecutionResult;
  return {
    ...frame,
    json: Buffer.from(JSON.stringify({ ...result, extensions: { ...result.extensions, lagged } })),
  };
}

/** What leaves in one write: the results that one turn brought, in order. */
export type Batch = {
  readonly frames: readonly Frame[];
  /** The last place in it. */
  readonly cursor: string | undefined;
  /** Server-sent events, for every reader the same bytes. Answers how many. */
  writeEvents(out: Out): number;
  /** WebSocket messages `next` of one operation; `id` is JSON. Composed once, only the id is put in for each reader. */
  writeMessages(out: Out, id: Buffer): number;
};

export type Out = Pick<Writable, 'write' | 'writableLength'>;

const EVENT_HEAD = Buffer.from('event: next\ndata: ');
const EVENT_END = Buffer.from('\n\n');
const BEFORE_ID = Buffer.from('{"id":');
const AFTER_ID = Buffer.from(',"type":"next","payload":');
const MESSAGE_END = Buffer.from('}');
const AROUND = BEFORE_ID.length + AFTER_ID.length + MESSAGE_END.length;

/** Messages composed for ids of one length, and where in them the ids stand. */
type Composed = { bytes: Buffer; readonly places: readonly number[]; isLent: boolean };

export function createBatch(frames: readonly Frame[]): Batch {
  let events: Buffer | undefined;
  const byLength = new Map<number, Composed>();
  return {
    frames,
    cursor: frames.findLast(({ cursor }) => cursor !== undefined)?.cursor,
    writeEvents(out) {
      events ??= Buffer.concat(frames.flatMap(({ json }) => [EVENT_HEAD, json, EVENT_END]));
      out.write(events);
      return events.length;
    },
    writeMessages(out, id) {
      let composed = byLength.get(id.length);
      if (!composed) byLength.set(id.length, (composed = compose(frames, id.length)));
      else if (composed.isLent) composed.bytes = Buffer.from(composed.bytes);
      for (const place of composed.places) id.copy(composed.bytes, place);
      out.write(composed.bytes);
      // What the kernel took at once is ours again, and the next reader's id goes into the same bytes; what waits is not.
      composed.isLent = out.writableLength > 0;
      return composed.bytes.length;
    },
  };
}

function compose(frames: readonly Frame[], idLength: number): Composed {
  const parts: Buffer[] = [];
  const places: number[] = [];
  const space = Buffer.alloc(idLength);
  let at = 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  for (const { json } of frames) {
    add(headerOf(AROUND + idLength + json.length));
    add(BEFORE_ID);
    places.push(at);
    add(space);
    add(AFTER_ID);
    add(json);
    add(MESSAGE_END);
  }
  return { bytes: Buffer.concat(parts, at), places, isLent: false };
}

const FINAL_TEXT = 0x81;

/** Head of an unmasked, unfragmented text frame (RFC 6455 §5.2). */
function headerOf(length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL_TEXT, length]);
  if (length < 65_536) {
    const header = Buffer.from([FINAL_TEXT, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.alloc(10);
  header[0] = FINAL_TEXT;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
