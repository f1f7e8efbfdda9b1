/** What stands in a text frame that is shorter is the protocol's own: ping, ack, complete. */
const SHORTEST_NEXT = 100;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;

export type FrameListener = {
  /** A result arrived. Its bytes are given where they are wanted, and are only there during the call. */
  next(bytes?: Buffer): void;
  /** A short message of the protocol. */
  message(text: string): void;
  ping(): void;
  close(): void;
};

/**
 * Counts unfragmented frames of a server (RFC 6455 §5.2) and looks into as few as it can, so that reading costs the bench
 * little beside what sending costs the server.
 */
export function createFrameReader(wantsBytes: boolean, listener: FrameListener): (chunk: Buffer) => void {
  /** Of a frame that nobody looks into: its bytes still to come. */
  let left = 0;
  let kept: Buffer | undefined;

  function take(kind: number, bytes: Buffer): void {
    if (kind === CLOSE) listener.close();
    else if (kind === PING) listener.ping();
    else if (kind === TEXT && bytes.length < SHORTEST_NEXT) listener.message(bytes.toString());
    else listener.next(bytes);
  }

  return (chunk) => {
    const bytes = kept ? Buffer.concat([kept, chunk]) : chunk;
    kept = undefined;
    let at = Math.min(left, bytes.length);
    if (left > 0 && (left -= at) === 0) listener.next();
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] as number) & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < head) break;
      const length =
        short < 126
          ? short
          : short === 126
            ? bytes.readUInt16BE(at + 2)
            : Number(bytes.readBigUInt64BE(at + 2));
      const end = at + head + length;
      if (end > bytes.length) {
        if (wantsBytes || length < SHORTEST_NEXT) break;
        left = end - bytes.length;
        at = bytes.length;
      } else {
        if (wantsBytes || length < SHORTEST_NEXT)
          take((bytes[at] as number) & 15, bytes.subarray(at + head, end));
        else listener.next();
        at = end;
      }
    }
    if (at < bytes.length) kept = Buffer.from(bytes.subarray(at)); // the chunk's memory is used again
  };
}
