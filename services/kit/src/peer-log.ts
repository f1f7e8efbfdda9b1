import type { Envelope } from './events.ts';
import type { Peer } from './peer.ts';
import type { EventLog } from './relay.ts';

/** Another service's log, asked of that service itself. */
export function peerLog(peer: Peer, topic: string): EventLog {
  return {
    async top() {
      const answer = await peer<{ top: number }>(`{ top: ${topic}Top }`);
      return answer.top;
    },
    async read(after, first) {
      const answer = await peer<{ events: { envelope: string }[] }>(
        `query($after: Int!, $first: Int!) { events: ${topic}Events(after: $after, first: $first) { envelope } }`,
        { after, first },
      );
      return answer.events.map(({ envelope }) => JSON.parse(envelope) as Envelope);
    },
  };
}
