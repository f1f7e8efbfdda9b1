import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { numbersAfter } from './check-ins.ts';
import type { WorldClient } from './client.ts';
import type { World } from './world.ts';

export type FeedEvent = {
  __typename: string;
  cursor: string;
  seq: number;
  previous: number;
  day?: string;
  checkInsToday?: number;
  latest?: FeedRow[];
  checkIn?: FeedRow;
};

type FeedRow = {
  id: string;
  site: { code: string };
  member: { maskedName: string | null } | null;
  homeBranch: { name: string } | null;
};

export const FEED = `subscription($filter: CheckInFeedFilter, $after: Cursor) {
  checkInFeed(filter: $filter, after: $after) {
    __typename
    ... on FeedSnapshot { cursor seq day checkInsToday latest { id site { code } member { maskedName } homeBranch { name } } }
    ... on CheckInRecorded { cursor seq previous checkIn { id site { code } member { maskedName } homeBranch { name } } }
    ... on CheckInPatched { cursor checkIn { id site { code } member { maskedName } homeBranch { name } } }
    ... on CheckInVoided { cursor seq previous checkIn { id site { code } } }
    ... on CheckInCorrected { cursor seq previous checkIn { id site { code } member { maskedName } homeBranch { name } } }
    ... on ResyncRequired { cursor }
  }
}`;

export type Follower = AsyncDisposable & {
  readonly events: FeedEvent[];
  readonly faults: string[];
  /** How each of its sockets so far was closed; LAGGED where it was told so, COMPLETED where the stream ended by itself. */
  readonly ends: (number | 'LAGGED' | 'COMPLETED')[];
  /** How often it has subscribed. */
  subscriptions(): number;
  /** Numbers of the events that it was told. */
  numbers(): number[];
  has(count: number, ms?: number): Promise<void>;
  /** Its socket is gone without a word; it comes back. */
  drop(): void;
};

/** Follows the feed through every break as a screen does: subscribe again after the last cursor, and note every gap. */
export function followFeed(client: WorldClient, filter: object | null = null): Follower {
  const events: FeedEvent[] = [];
  const faults: string[] = [];
  const ends: Follower['ends'] = [];
  let [stopped, after, held]: [boolean, string | null, number] = [false, null, -1];
  let subscriptions = 0;
  let drop = () => {};
  const loop = run();

  async function run(): Promise<void> {
    while (!stopped) {
      using heard = client.subscribe<{ checkInFeed: FeedEvent }>(FEED, { filter, after });
      subscriptions++;
      drop = heard.drop;
      let isLagged = false;
      for (let taken = 0; !stopped && !isLagged;) {
        await heard
          .until((results) => results.length > taken || heard.ended.reason !== undefined || stopped, 1_000)
          .catch(() => undefined);
        for (const { data, extensions } of heard.results.slice(taken)) {
          if (extensions?.lagged) {
            after = extensions.lagged.resumeAfter; // what was left out is asked for again, this one too
            isLagged = true;
            break;
          }
          if (data?.checkInFeed) take(data.checkInFeed, extensions?.cursor);
        }
        taken = heard.results.length;
        if (heard.ended.reason !== undefined) break;
      }
      const { code } = (heard.ended.reason ?? {}) as { code?: number };
      if (stopped) return;
      if (heard.wasConnected()) ends.push(isLagged ? 'LAGGED' : (code ?? 'COMPLETED'));
      await wait(100);
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
    if (event.__typename === 'FeedSnapshot') {
      if (held >= 0) faults.push(`a snapshot again after ${held}`);
      held = event.seq;
    } else if (event.__typename !== 'ResyncRequired') {
      if (event.previous > held) faults.push(`gap: held ${held}, next says previous ${event.previous}`);
      if (event.seq <= held) faults.push(`repeat or disorder: held ${held}, got ${event.seq}`);
      held = event.seq;
    }
    events.push(event);
  }

  return {
    events,
    faults,
    ends,
    subscriptions: () => subscriptions,
    numbers: () => events.flatMap(({ previous, seq }) => (previous === undefined ? [] : [seq])),
    drop: () => drop(),
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

/** Waits until each has been told where it begins. */
export const haveBegun = (...followers: Follower[]): Promise<void> =>
  expect.poll(() => followers.every(({ events }) => events.length > 0), { timeout: 15_000 }).toBe(true);

/** Waits until the follower has been told each event of the log since its snapshot: exactly these, once, in order. */
export async function expectWhole(world: World, follower: Follower, timeout = 15_000): Promise<void> {
  await haveBegun(follower);
  const wanted = await numbersAfter(world, follower.events[0]?.seq ?? 0);
  await expect.poll(() => follower.numbers(), { timeout }).toEqual(wanted);
  expect(follower.faults).toEqual([]);
}
