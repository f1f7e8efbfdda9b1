import type { WebSocket } from 'ws';

const PING_MS = 5_000;
/** Sockets are visited a few at a time, so that ten thousand pings do not leave in one moment. */
const TURNS = 20;
const PING = '{"type":"ping"}';

export type Pulse<Socket> = {
  add(socket: Socket): void;
  remove(socket: Socket): void;
  close(): void;
};

/**
 * Protocol pings every 5 s tell the other side that we live; one that has said nothing for `silentMs` is gone. One timer for all
 * sockets: each would otherwise cost a timer and its closure for hours.
 */
export function createPulse(silentMs: number, now: () => number = Date.now): Pulse<WebSocket> {
  const turns = Array.from({ length: TURNS }, () => new Map<WebSocket, number>());
  const places = new WeakMap<WebSocket, number>();
  let [turn, next] = [0, 0];
  function hear(this: WebSocket): void {
    turns[places.get(this) ?? 0]?.set(this, now());
  }
  const timer = setInterval(() => {
    turn = (turn + 1) % TURNS;
    for (const [socket, heardAt] of turns[turn] ?? []) {
      if (now() - heardAt > silentMs) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.send(PING);
    }
  }, PING_MS / TURNS);
  return {
    add(socket) {
      const place = next++ % TURNS;
      places.set(socket, place);
      turns[place]?.set(socket, now());
      socket.on('message', hear);
    },
    remove(socket) {
      turns[places.get(socket) ?? 0]?.delete(socket);
      socket.off('message', hear);
    },
    close: () => clearInterval(timer),
  };
}
