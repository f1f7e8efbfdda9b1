import type { WebSocket } from 'ws';
import type { Wire } from './live/bounded-sink.ts';

const PING_MS = 5_000;
/** Sockets are visited a few at a time, so that ten thousand pings do not leave in one moment. */
const TURNS = 20;
/** A finished text frame (RFC 6455 §5.2), like those of results: it goes to the socket past every queue. */
const PING = Buffer.from('\x81\x0f{"type":"ping"}', 'latin1');

/** One connection: where frames are written, and the end of it. */
export type Beating = {
  readonly wire: Pick<Wire, 'out' | 'isOpen'>;
  readonly socket: Pick<WebSocket, 'terminate'>;
};

export type Pulse = {
  add(one: Beating): void;
  /** It has said something. */
  hear(one: Beating): void;
  remove(one: Beating): void;
  close(): void;
};

/**
 * Protocol pings every 5 s tell the other side that we live; one that has said nothing for `silentMs` is gone. One timer for all
 * sockets: each would otherwise cost a timer and its closure for hours.
 */
export function createPulse(silentMs: number, now: () => number = Date.now): Pulse {
  const turns = Array.from({ length: TURNS }, () => new Map<Beating, number>());
  const places = new WeakMap<Beating, number>();
  let [turn, next] = [0, 0];
  const timer = setInterval(() => {
    turn = (turn + 1) % TURNS;
    for (const [{ wire, socket }, heardAt] of turns[turn] ?? []) {
      if (now() - heardAt > silentMs) socket.terminate();
      else if (wire.isOpen()) wire.out.write(PING);
    }
  }, PING_MS / TURNS);
  return {
    add(one) {
      const place = next++ % TURNS;
      places.set(one, place);
      turns[place]?.set(one, now());
    },
    hear(one) {
      const place = places.get(one);
      if (place !== undefined && turns[place]?.has(one)) turns[place].set(one, now());
    },
    remove: (one) => void turns[places.get(one) ?? 0]?.delete(one),
    close: () => clearInterval(timer),
  };
}
