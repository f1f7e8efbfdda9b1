import type { Context } from './context.ts';

export const eventsLogResolvers = {
  Query: {
    identityEvents: async (
      _source: unknown,
      { after, first }: { after: number; first: number },
      { events }: Context,
    ) =>
      (await events.read(after, Math.min(Math.max(first, 1), 500))).map((event) => ({
        id: event.id,
        seq: event.seq,
        envelope: JSON.stringify(event),
      })),
  },
};
