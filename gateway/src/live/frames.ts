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
    recordedAt: typeof recordedAt === 'string' ? Date.parse(recordedAt) : undefined,
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  };
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
  /** Server-sent events, for every reader the same bytes. */
  serverSentEvents(): Buffer;
  /** WebSocket messages `next` of one operation; `id` is JSON. Composed once, only the id is put in for each reader. */
  webSocketMessages(id: Buffer): Buffer;
};

const EVENT_HEAD = Buffer.from('event: next\ndata: ');
const EVENT_END = Buffer.from('\n\n');
const BEFORE_ID = Buffer.from('{"id":');
const AFTER_ID = Buffer.from(',"type":"next","payload":');
const MESSAGE_END = Buffer.from('}');
const AROUND = BEFORE_ID.length + AFTER_ID.length + MESSAGE_END.length;

/** Messages composed for ids of one length, and where in them the ids stand. */
type Composed = { readonly bytes: Buffer; readonly places: readonly number[] };

export function createBatch(frames: readonly Frame[]): Batch {
  let events: Buffer | undefined;
  const byLength = new Map<number, Composed>();
  let latest: { id: Buffer; bytes: Buffer } | undefined;
  return {
    frames,
    cursor: frames.findLast(({ cursor }) => cursor !== undefined)?.cursor,
    serverSentEvents: () =>
      (events ??= Buffer.concat(frames.flatMap(({ json }) => [EVENT_HEAD, json, EVENT_END]))),
    webSocketMessages(id) {
      if (latest?.id.equals(id)) return latest.bytes;
      let composed = byLength.get(id.length);
      if (!composed) byLength.set(id.length, (composed = compose(frames, id.length)));
      const bytes = Buffer.allocUnsafe(composed.bytes.length);
      composed.bytes.copy(bytes);
      for (const place of composed.places) id.copy(bytes, place);
      latest = { id, bytes };
      return bytes;
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
  return { bytes: Buffer.concat(parts, at), places };
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
