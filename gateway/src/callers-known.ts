import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuse } from './raw-socket.ts';

/** Until it is known which sessions have ended, whoever brings a token is asked to come again after so long. */
export const AGAIN_AFTER_S = 2;

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A socket tells its token only once it is open: none is opened before tokens can be judged. */
export const whenCallersAreKnown =
  (areKnown: () => boolean, upgrade: Upgrade): Upgrade =>
  (request, socket, head) => {
    if (areKnown()) return upgrade(request, socket, head);
    socket.on('error', () => socket.destroy());
    refuse(socket, '503 Service Unavailable', `retry-after: ${AGAIN_AFTER_S}`);
  };
