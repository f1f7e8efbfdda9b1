import { StringDecoder } from 'node:string_decoder';

/** What an answer's head says of the answer and of its connection. */
export type AnswerHead = {
  readonly status: number;
  /** Whether another request may follow on this connection. */
  readonly isKept: boolean;
  /** For how long the server keeps it when nothing is asked, in ms, where it says so. */
  readonly keptMs: number | null;
};

type Listener = {
  head(head: AnswerHead): void;
  /** Some of the body's text; a character is never cut in two. */
  text(chunk: string): void;
  end(): void;
};

/** Between two calls: where in the answer the next byte belongs. */
type Place = 'head' | 'body' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'until-close';

const MOST_HEAD_BYTES = 65_536;
const NOTHING = Buffer.alloc(0);
const TOO_FEW = -1;

/**
 * Reads the answers of one HTTP/1.1 connection one after the other (RFC 9112), as their bytes come. Throws when they are
 * none: the connection is of no use then.
 */
export function createAnswerReader(listener: Listener) {
  let place: Place = 'head';
  let unread = NOTHING;
  /** Bytes that are still to come of the body, or of its present chunk. */
  let left = 0;
  let decoder: StringDecoder | null = null;

  function endBody(): number {
    const last = decoder?.end();
    decoder = null;
    place = 'head';
    if (last) listener.text(last);
    listener.end();
    return 0;
  }

  function readHead(bytes: Buffer, from: number): number {
    const end = bytes.indexOf('\r\n\r\n', from, 'latin1');
    if (end < 0) return TOO_FEW;
    const text = bytes.toString('latin1', from, end);
    const status = Number(/^HTTP\/1\.[01] ([1-5]\d\d)(?: |\r|$)/.exec(text)?.[1]);
    if (!status) throw new Error('the subgraph does not answer by HTTP');
    const after = end + 4;
    // 100 Continue, 103 Early Hints: the answer itself is still to come.
    if (status < 200) return after;
    const framing = framingOf(text, status);
    place = framing.place;
    left = framing.length;
    listener.head({ status, isKept: framing.place !== 'until-close' && keeps(text), keptMs: keptMs(text) });
    if (place === 'body' && left === 0) endBody();
    return after;
  }

  function readBody(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + left);
    left -= to - from;
    const isWhole = place === 'body' && left === 0;
    if (isWhole && !decoder) listener.text(bytes.toString('utf8', from, to));
    else listener.text((decoder ??= new StringDecoder('utf8')).write(bytes.subarray(from, to)));
    if (isWhole) endBody();
    else if (left === 0) place = 'chunk-end';
    return to;
  }

  function readLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf('\r\n', from, 'latin1');
    if (end < 0) return TOO_FEW;
    const line = bytes.toString('latin1', from, end);
    if (place === 'chunk-size') {
      const size = /^([\da-f]{1,8})[\t ]*(?:;|$)/i.exec(line)?.[1];
      if (!size) throw new Error('the subgraph sends a chunk without its size');
      left = Number.parseInt(size, 16);
      place = left === 0 ? 'trailer' : 'chunk';
    } else if (place === 'chunk-end') {
      if (line) throw new Error('the subgraph sends more of a chunk than its size says');
      place = 'chunk-size';
    } else if (!line) endBody();
    return end + 2;
  }

  function step(bytes: Buffer, from: number): number {
    if (place === 'head') return readHead(bytes, from);
    if (place === 'body' || place === 'chunk') return readBody(bytes, from);
    if (place !== 'until-close') return readLine(bytes, from);
    listener.text((decoder ??= new StringDecoder('utf8')).write(bytes.subarray(from)));
    return bytes.length;
  }

  return {
    /** The bytes are of use during the call only: what is unread of them is copied. */
    read(piece: Buffer): void {
      const bytes = unread.length > 0 ? Buffer.concat([unread, piece]) : piece;
      unread = NOTHING;
      for (let at = 0; at < bytes.length;) {
        const next = step(bytes, at);
        if (next === TOO_FEW) {
          if (bytes.length - at > MOST_HEAD_BYTES)
            throw new Error('the subgraph answers with too long a head');
          unread = Buffer.from(bytes.subarray(at));
          return;
        }
        at = next;
      }
    },
    /** The connection was ended by the other side; true when that was how the answer ends. */
    close(): boolean {
      if (place !== 'until-close') return false;
      endBody();
      return true;
    },
  };
}

function framingOf(head: string, status: number): { place: Place; length: number } {
  if (status === 204 || status === 304) return { place: 'body', length: 0 };
  const coding = /\r\ntransfer-encoding:[\t ]*([^\r]*)/i.exec(head)?.[1];
  if (coding !== undefined) {
    if (!/^chunked[\t ]*$/i.test(coding)) throw new Error(`the subgraph answers in ${coding}`);
    return { place: 'chunk-size', length: 0 };
  }
  const lengths = [...head.matchAll(/\r\ncontent-length:[\t ]*([^\r]*)/gi)].map(([, length]) =>
    length?.trim(),
  );
  if (lengths.length === 0) return { place: 'until-close', length: 0 };
  const [length = ''] = lengths;
  if (!/^\d{1,15}$/.test(length) || lengths.some((other) => other !== length))
    throw new Error('the subgraph does not say how long its answer is');
  return { place: 'body', length: Number(length) };
}

/** HTTP/1.1 keeps a connection unless told otherwise, HTTP/1.0 closes it. */
const keeps = (head: string): boolean =>
  head.startsWith('HTTP/1.1') && !/\r\nconnection:[^\r]*\bclose\b/i.test(head);

function keptMs(head: string): number | null {
  const seconds = /\r\nkeep-alive:[^\r]*\btimeout=(\d{1,6})/i.exec(head)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
