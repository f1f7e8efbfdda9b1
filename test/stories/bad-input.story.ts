import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHECK_IN,
  type CheckInAnswer,
  openSiteScreen,
  pairScreen,
  siteCodeAt,
  tap,
} from '../world/site-screen.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

let world: World;
let site: Awaited<ReturnType<typeof openSiteScreen>>;
beforeAll(async () => {
  world = await joinWorld();
  site = await openSiteScreen(world, 'S03');
});
afterAll(leaveWorld);

async function send(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(world.mesh.addresses.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, text, answer: text.startsWith('{') ? JSON.parse(text) : null };
}

describe('bad input gets a clear answer', () => {
  it.each([
    ['text that is no GraphQL', JSON.stringify({ query: '{ sites {' }), 'GRAPHQL_PARSE_FAILED'],
    ['a field that does not exist', JSON.stringify({ query: '{ nothing }' }), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a wrong type in the document',
      JSON.stringify({ query: '{ site(idOrCode: {}) { id } }' }),
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_, body, code) => {
    const { answer, text } = await send(body);
    expect(answer?.errors?.[0]?.extensions?.code, text).toBe(code);
  });

  it('a body that is no JSON', async () => {
    const { status, answer } = await send('{ not json');
    expect(status).toBe(400);
    expect(answer?.errors?.[0]?.message).toBeTruthy();
  });

  it('a body over 256 KiB', async () => {
    const { status, answer } = await send(
      JSON.stringify({ query: `{ sites { id } } #${'x'.repeat(300_000)}` }),
    );
    expect([status, answer?.errors?.[0]?.extensions?.code]).toEqual([413, 'BAD_USER_INPUT']);
    expect(answer?.errors?.[0]?.message).toMatch(/256 KiB/);
  });

  it('a wrong variable', async () => {
    const member = await world.member(20);
    const { errors } = await member.ask(CHECK_IN, tap({ code: siteCodeAt(site), occurredAt: '昨天' }));
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['an id that is no UUID', { id: '1' }],
    ['neither code nor session code', {}],
    ['both codes', { code: 'x', sessionCode: '1' }],
  ])('a tap with %s', async (_, part) => {
    const member = await world.member(21);
    const { errors } = await member.ask(CHECK_IN, tap(part));
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(/[一-龥]/);
  });

  it.each(['', 'x', 'A'.repeat(42), '富阳', '<script>', 'A'.repeat(5_000), '../../../etc/passwd'])(
    'the code %j is no code',
    async (code) => {
      const member = await world.member(22);
      const { data, errors } = await member.ask<CheckInAnswer>(CHECK_IN, tap({ code }));
      expect(data?.checkIn.reason ?? errors?.[0]?.extensions?.code).toMatch(
        /CODE_INVALID|BAD_USER_INPUT|RATE_LIMITED/,
      );
    },
  );

  it('a member whom activities does not know', async () => {
    const member = await world.member(23);
    const { myMembership } = await member.get<{ myMembership: { id: string } }>('{ myMembership { id } }');
    const standings = world.database('activities').collection<{ _id: string }>('memberStandings');
    const kept = await standings.findOneAndDelete({ _id: myMembership.id });
    try {
      await expect
        .poll(
          async () =>
            (await member.ask(CHECK_IN, tap({ code: siteCodeAt(site) }))).errors?.[0]?.extensions?.code,
        )
        .toBe('NOT_FOUND');
    } finally {
      if (kept) await standings.insertOne(kept);
    }
  });

  it('a session that is closed', async () => {
    const member = await world.member(24);
    const sessions = world.database('activities').collection<{ _id: string }>('sessions');
    const session = await sessions.findOne({ _id: site.sessionId });
    await sessions.updateOne({ _id: site.sessionId }, { $set: { closesAt: new Date(Date.now() - 1_000) } });
    try {
      await expect
        .poll(
          async () =>
            (await member.get<CheckInAnswer>(CHECK_IN, tap({ code: siteCodeAt(site) }))).checkIn.reason,
        )
        .toMatch(/TOO_LATE|ALREADY/);
    } finally {
      await sessions.replaceOne({ _id: site.sessionId }, session as never);
    }
  });

  it('a page of too many', async () => {
    const { errors } = await (await world.staff()).ask('{ activities(first: 1000) { id } }');
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('1 到 100'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('a cursor that someone made up, or of another filter', async () => {
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    const feed =
      'subscription($filter: CheckInFeedFilter, $after: Cursor) { checkInFeed(filter: $filter, after: $after) { __typename ... on FeedSnapshot { cursor } } }';
    using good = wall.client.subscribe<{ checkInFeed: { cursor: string } }>(feed);
    await good.until((results) => results.length > 0);
    const cursor = good.results[0]?.data?.checkInFeed.cursor;
    for (const variables of [
      { after: randomBytes(30).toString('base64url') },
      { after: `${cursor}x` },
      { after: cursor, filter: { siteIds: [site.siteId] } },
    ]) {
      using bad = wall.client.subscribe(feed, variables);
      await bad.until((results) => results.length > 0 || bad.ended.reason !== undefined);
      const errors = (bad.results[0]?.errors ?? bad.ended.reason) as { extensions?: { code?: string } }[];
      expect(errors[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    }
  });

  it('a subscription with two root fields or a condition on its root', async () => {
    const staff = await world.staff();
    for (const query of [
      'subscription { checkInFeed { __typename } indexPictureChanged { version } }',
      'subscription($on: Boolean = true) { checkInFeed @include(if: $on) { __typename } }',
    ]) {
      using refused = staff.subscribe(query);
      await refused.until((results) => results.length > 0 || refused.ended.reason !== undefined);
      expect(JSON.stringify(refused.results[0]?.errors ?? refused.ended.reason)).toMatch(
        /BAD_USER_INPUT|only one|single/i,
      );
    }
  });
});
