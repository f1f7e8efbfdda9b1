import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Wire } from './live/bounded-sink.ts';

export const TOO_MANY = 4429;
/** A reader that stayed slow: graphql-ws's clients take 4409 and 4500 as fatal, this one they come back from. */
const TOO_SLOW = 4480;
/** For the last frames to reach a reader that was sent away. */
const LAST_FRAMES_MS = 10_000;

export function refuse(socket: Duplex, status: string, ...headers: readonly string[]): void {
  const lines = [`HTTP/1.1 ${status}`, 'connection: close', 'content-length: 0', ...headers];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}

/** The socket below: finished frames are written there, between those of the library, never inside one. */
export function wireOf(socket: WebSocket, raw: Duplex): Wire {
  return {
    out: raw,
    isOpen: () => socket.readyState === socket.OPEN,
    closeSlow() {
      socket.close(TOO_SLOW, 'Too slow');
      setTimeout(() => socket.terminate(), LAST_FRAMES_MS).unref();
    },
  };
}

/** Time for the close frame to reach the other side. */
export const LAST_WORD_MS = 100;

/** What broke the protocol, e.g. by a frame of 20 MB, is told so; what is still coming of it is not read to its end. */
export function stopReading(socket: Duplex, opened: WebSocket): void {
  setImmediate(() => socket.pause()); // ws itself goes on reading in its next tick
  setTimeout(() => opened.terminate(), LAST_WORD_MS);
}
