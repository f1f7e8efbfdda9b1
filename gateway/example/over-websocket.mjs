// graphql-ws's client, set up for a program that runs for months. Node ≥ 22 has a WebSocket of its own.
import { createClient } from 'graphql-ws/client';
import { engineOf } from './resume.mjs';

/** The server pings every 5 s: a socket that is silent for longer than this is dead, whatever the system believes. */
const DEAD_AFTER_MS = 20_000;
/** A token lives for five minutes; a newer one is taken on the open socket. */
const NEW_TOKEN_EVERY_MS = 4 * 60_000;

/** @param {{ url: string, accessToken: () => Promise<string> }} options */
export function overWebSocket({ url, accessToken }) {
  let silence;
  let renewing;
  const client = engineOf(createClient, {
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: async () => ({ accessToken: await accessToken() }),
    on: {
      message() {
        clearTimeout(silence);
        silence = setTimeout(() => client.terminate(), DEAD_AFTER_MS);
      },
      connected(socket) {
        const renew = async () =>
          JSON.stringify({ type: 'ping', payload: { accessToken: await accessToken() } });
        renewing = setInterval(
          () => renew().then((ping) => socket.send(ping), console.error), // at the worst: 4403, and again
          NEW_TOKEN_EVERY_MS,
        );
      },
      closed() {
        clearTimeout(silence);
        clearInterval(renewing);
      },
    },
  });
  return client;
}
