import type { Envelope } from '@hongxin/kit/events';
import type { EventExtensions, Payload } from '@hongxin/kit/subscribe';
import type { CheckInDocument } from '../collections.ts';
import type { Cursors, FeedFilter } from './cursor.ts';
import type { FeedNews } from './feed.ts';
import type { Snapshot } from './snapshot.ts';

/** One payload of the subscription: the event, and its cursor for `extensions` too. */
export type FeedPayload = Payload & {
  readonly checkInFeed: { readonly __typename: string; readonly cursor: string };
  readonly extensions: EventExtensions & { readonly cursor: string };
};

type Event = { readonly __typename: string } & Record<string, unknown>;

/** Makes one feed's payloads; with `completions` for a reader that selects CheckInPatched. */
export function createPayloads(cursors: Cursors, filter: FeedFilter, wantsPatches: boolean) {
  const at = (seq: number, event: Event, extensions: EventExtensions = {}): FeedPayload => {
    const cursor = cursors.make(seq, filter);
    return { checkInFeed: { ...event, cursor }, extensions: { ...extensions, cursor } };
  };
  const completedBy = (payload: FeedPayload, checkIns: readonly CheckInDocument[]): FeedPayload => {
    if (!wantsPatches) return payload;
    const { cursor } = payload.extensions;
    const patchOf = (checkIn: CheckInDocument) => ({
      checkInFeed: { __typename: 'CheckInPatched', cursor, checkIn },
    });
    return { ...payload, completions: checkIns.map(patchOf) };
  };
  return {
    snapshot: (snapshot: Snapshot, serverNow: Date) =>
      completedBy(at(snapshot.seq, { __typename: 'FeedSnapshot', ...snapshot, serverNow }), snapshot.latest),

    news({ seq, recordedAt, traceparent }: Envelope, news: FeedNews, previous: number): FeedPayload {
      const traced = traceparent ? { recordedAt, traceparent } : { recordedAt };
      const told = at(seq, { ...news, seq, previous }, traced);
      // An undone check-in leaves the screens: nobody misses its name.
      return completedBy(told, news.__typename === 'CheckInVoided' ? [] : [news.checkIn]);
    },

    resync: (seq: number) => at(seq, { __typename: 'ResyncRequired' }),
  };
}
