import { clampFirst } from './paging.ts';
import type { EventLog } from './relay.ts';

/** Resolvers of a service's own `<topic>Events(after, first)` and `<topic>Top`, for the mesh's other services. */
export const eventsLogResolvers = (topic: string, log: EventLog) => ({
  Query: {
    async [`${topic}Events`](_: unknown, args: { after: number; first: number }) {
      const events = await log.read(args.after, clampFirst(args.first, 500));
      return events.map((event) => ({ id: event.id, seq: event.seq, envelope: JSON.stringify(event) }));
    },
    [`${topic}Top`]: () => log.top(),
  },
});
