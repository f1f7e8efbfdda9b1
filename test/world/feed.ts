import { setTimeout as wait } from 'node:timers/promises';
import type { WorldClient } from './client.ts';

export type FeedEvent = {
  __typename: string;
  cursor: string;
  seq: number;
  previous: number;
  day?: string;
  checkInsToday?: number;
  checkIn?: {
    id: string;
    site: { code: string };
    member: { maskedName: string | null } | null;
    homeBranch: { name: string } | null;
  };
};

export const FEED = `subscription($filter: CheckInFeedFilter, $after: Cursor) {
  checkInFeed(filter: $filter, after: $after) {
    __typename
    ... on FeedSnapshot { cursor seq day checkInsToday latest { id site { code } member { maskedName } homeBranch { name } } }
    ... on CheckInRecorded { cursor seq previous checkIn { id site { code } member { maskedName } homeBranch { name } } }
    ... on CheckInPatched { cursor checkIn { id site { code } member { maskedName } homeBranch { name } } }
    ... on CheckInVoided { cursor seq previous checkIn { id site { code } } }
    ... on CheckInCorrected { cursor seq previous checkIn { id site { code } } }
    ... on ResyncRequired { cursor }
  }
}`;

export type Follower = AsyncDisposable & {
  readonly events: FeedEvent[];
  readonly faults: string[];
  has(count: number, ms?: number): Promise<void>;
};

/** Follows the feed through every break as a screen does: subscribe again after the last cursor, and note every gap. */
export function followFeed(client: WorldClient, filter: object | null = null): Follower {
  const events: FeedEvent[] = [];
  const faults: string[] = [];
  let [stopped, after, held]: [boolean, string | null, number] = [false, null, -1];
  const loop = run();

  async function run(): Promise<void> {
    while (!stopped) {
      using heard = client.subscribe<{ checkInFeed: FeedEvent }>(FEED, { filter, after });
      for (let taken = 0; !stopped;) {
        await heard
          .until((results) => results.length > taken || heard.ended.reason !== undefined || stopped, 1_000)
          .catch(() => undefined);
        for (const result of heard.results.slice(taken))
          if (result.data?.checkInFeed) take(result.data.checkInFeed, result.extensions?.cursor);
        taken = heard.results.length;
        if (heard.ended.reason !== undefined) break;
      }
      if (!stopped) await wait(200);
    }
  }

  function take(event: FeedEvent, cursor: string | undefined): void {
    if (cursor !== event.cursor)
      faults.push(`extensions.cursor of ${event.__typename} ${event.seq} is missing`);
    if (event.__typename === 'CheckInPatched') {
      events.push(event); // it carries the cursor of the event it completes, which may be long past
      return;
    }
    after = event.cursor;
    if (event.__typename === 'FeedSnapshot') held = event.seq;
    else if (event.__typename !== 'ResyncRequired') {
      if (event.previous > held) faults.push(`gap: held ${held}, next says previous ${event.previous}`);
      if (event.seq <= held) faults.push(`repeat or disorder: held ${held}, got ${event.seq}`);
      held = event.seq;
    }
    events.push(event);
  }

  return {
    events,
    faults,
    async has(count, ms = 20_000) {
      const end = Date.now() + ms;
      const seen = () => events.filter((event) => event.__typename === 'CheckInRecorded').length;
      while (seen() < count) {
        if (Date.now() > end)
          throw new Error(
            `only ${seen()} of ${count} check-ins after ${ms} ms; faults: ${faults.join('; ')}`,
          );
        await wait(50);
      }
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await loop;
    },
  };
}
