import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersAfter, recordCheckIns } from '../world/check-ins.ts';
import { type HeardEvents, openEvents } from '../world/event-stream.ts';
import { FEED, type FeedEvent } from '../world/feed.ts';
import { forgeToken, officialClaims } from '../world/forge.ts';
import { joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';

type Feed = { checkInFeed: FeedEvent };

let live: LiveWorld;
beforeAll(async () => {
  live = await joinLiveWorld();
});
afterAll(leaveLiveWorld);

/** Longer than the 5 s between two comments. */
const TOKEN_LIFE_S = 7;

const toldTo = (...streams: HeardEvents<Feed>[]) =>
  streams.flatMap(({ results }) => results.flatMap(({ data }) => (data ? [data.checkInFeed] : [])));

describe('the feed over server-sent events', () => {
  it('goes on at the other gateway after a cursor, with a heartbeat, until its token runs out', async () => {
    const { world, site } = live;
    const exp = Math.floor(Date.now() / 1_000) + TOKEN_LIFE_S;
    const { privateKey } = world.secrets.accessKeys;
    const token = forgeToken(officialClaims({ exp }), { key: privateKey as Record<string, unknown> });
    using begun = await openEvents<Feed>(live.graphql('gateway'), token, FEED);
    await begun.until((results) => results.length > 0);
    await recordCheckIns(world, site, 5);
    await begun.until((results) => results.length >= 3); // the others are to be missed
    begun[Symbol.dispose]();
    await recordCheckIns(world, site, 5);

    const after = begun.results.at(-1)?.extensions?.cursor;
    using resumed = await openEvents<Feed>(live.graphql('gateway-2'), token, FEED, { after });
    const [snapshot] = toldTo(begun);
    const wanted = await numbersAfter(world, snapshot?.seq ?? 0);
    await expect
      .poll(
        () => toldTo(begun, resumed).flatMap(({ seq, previous }) => (previous === undefined ? [] : [seq])),
        {
          timeout: 15_000,
        },
      )
      .toEqual(wanted);
    for (const { data, extensions } of [...begun.results, ...resumed.results])
      expect(extensions?.cursor).toBe(data?.checkInFeed.cursor);

    await resumed.ended;
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1_000 - 50);
    expect(Date.now()).toBeLessThan(exp * 1_000 + 2_000);
    const beats = resumed.comments.map((at) => at - (resumed.comments[0] as number));
    expect(beats.some((ms) => ms > 4_000 && ms < 6_500)).toBe(true);
  });

  it('says what is wrong with a cursor, and ends', async () => {
    const staff = await live.world.staff();
    using refused = await openEvents<Feed>(live.graphql('gateway'), staff.accessToken, FEED, {
      after: 'x.y',
    });
    await refused.ended;
    expect(refused.results[0]?.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
