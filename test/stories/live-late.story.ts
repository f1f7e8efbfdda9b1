import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Heard, WorldClient } from '../world/client.ts';
import { FEED, type FeedEvent, followFeed, haveBegun } from '../world/feed.ts';
import { joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';
import { siteCodeAt, tap } from '../world/site-screen.ts';

let live: LiveWorld;
beforeAll(async () => {
  live = await joinLiveWorld();
});
afterAll(leaveLiveWorld);

/** Without anything that members knows: the phone is answered at once. */
const TAP = 'mutation($input: CheckInInput!) { checkIn(input: $input) { __typename } }';
/** An event waits 300 ms for its names; the rest is for connecting on a busy machine. A frozen subgraph is given up after more. */
const SHOWN_WITHIN_MS = 2_000;

type Feed = Heard<{ checkInFeed: FeedEvent }>;
const eventsOf = ({ results }: Feed, type: string) =>
  results.flatMap(({ data, extensions }) =>
    data?.checkInFeed.__typename === type ? [{ ...data.checkInFeed, extensions }] : [],
  );

/** What comes of an act, with how long it took to be heard. */
async function afterwards(feed: Feed, type: string, act: () => Promise<unknown>) {
  const before = eventsOf(feed, type).length;
  const began = performance.now();
  await act();
  await feed.until(() => eventsOf(feed, type).length > before);
  return { tookMs: performance.now() - began, event: eventsOf(feed, type)[before] };
}

const namesIn = (event: FeedEvent | undefined) =>
  [...(event?.latest ?? []), ...(event?.checkIn ? [event.checkIn] : [])].map(
    ({ member }) => member?.maskedName ?? null,
  );

describe('the wall does not wait for names', () => {
  const tapAt = (phone: WorldClient, at: number) =>
    phone.get(TAP, tap({ code: siteCodeAt(live.site, at), occurredAt: new Date(at).toISOString() }));

  it('when members is frozen: snapshot, check-in and correction come without, and later with them', async () => {
    const { processes } = live.world.mesh;
    const [early, late] = [await live.world.member(66), await live.world.member(67)];
    await tapAt(early, Date.now());
    const wall = await live.wall('gateway');
    processes.kill('members', 'SIGSTOP');
    try {
      using feed = wall.subscribe<{ checkInFeed: FeedEvent }>(FEED);
      const told = [
        await afterwards(feed, 'FeedSnapshot', async () => undefined),
        await afterwards(feed, 'CheckInRecorded', () => tapAt(late, Date.now())),
        await afterwards(feed, 'CheckInCorrected', () => tapAt(early, Date.now() - 60_000)),
      ];
      for (const { tookMs, event } of told) {
        expect(tookMs, event?.__typename).toBeLessThan(SHOWN_WITHIN_MS);
        expect(event).toMatchObject({ extensions: { incomplete: true, cursor: event?.cursor } });
        expect(namesIn(event).filter((name) => name !== null)).toEqual([]);
      }
      processes.kill('members', 'SIGCONT');
      const nameless = told.flatMap(({ event }) => [
        ...(event?.latest ?? []),
        ...(event?.checkIn ? [event.checkIn] : []),
      ]);
      const patched = () =>
        new Map(
          eventsOf(feed, 'CheckInPatched').map(({ checkIn }) => [checkIn?.id, checkIn?.member?.maskedName]),
        );
      await expect
        .poll(() => nameless.filter(({ id }) => !/\*/.test(patched().get(id) ?? '')), { timeout: 15_000 })
        .toEqual([]);
    } finally {
      processes.kill('members', 'SIGCONT');
    }
  });

  it('when members is away: at once without the name, and then with it', async () => {
    const { processes } = live.world.mesh;
    const phone = await live.world.member(65);
    await using feed = followFeed(await live.wall('gateway-2'));
    await haveBegun(feed);
    processes.kill('members');
    const began = performance.now();
    await tapAt(phone, Date.now());
    await feed.has(1);
    expect(performance.now() - began).toBeLessThan(SHOWN_WITHIN_MS);
    const recorded = feed.events.find(({ __typename }) => __typename === 'CheckInRecorded');
    expect(namesIn(recorded)).toEqual([null]);
    await processes.restart('members');
    const patched = () => feed.events.find(({ __typename }) => __typename === 'CheckInPatched');
    await expect.poll(() => patched()?.checkIn?.member?.maskedName, { timeout: 15_000 }).toMatch(/\*/);
    expect(patched()).toMatchObject({ cursor: recorded?.cursor, checkIn: { id: recorded?.checkIn?.id } });
    expect(feed.faults).toEqual([]);
  });
});
