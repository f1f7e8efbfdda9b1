import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApiClient,
  askToken,
  assertionOf,
  newKey,
  REGISTER,
  registerSystem,
  registration,
  REVOKE,
  tokenOf,
  UPDATE,
} from '../world/api-client.ts';
import type { WorldClient } from '../world/client.ts';
import { startExample } from '../world/example.ts';
import { FEED } from '../world/feed.ts';
import { CHECK_IN, openSiteScreen, siteCodeAt, tap } from '../world/site-screen.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
let site: Awaited<ReturnType<typeof openSiteScreen>>;
let admin: WorldClient;
let organizationId: string;
let web: string;
beforeAll(async () => {
  world = await createWorld();
  web = world.mesh.addresses.web;
  site = await openSiteScreen(world, 'S02');
  admin = await world.staff('securityAdmin', { isSteppedUp: true });
  const top = await admin.get<{ organizations: { id: string }[] }>('{ organizations { id } }');
  organizationId = top.organizations[0]?.id ?? '';
});
afterAll(() => world?.[Symbol.asyncDispose]());

const register = (more: object = {}): Promise<ApiClient> => registerSystem(admin, organizationId, more);
const enter = async (system: ApiClient, scope?: string): Promise<WorldClient> =>
  world.client(await tokenOf(web, system, scope));
const update = (system: ApiClient, change: object) =>
  admin.get(UPDATE, { input: { id: system.id, ...change } });

type Answer = Awaited<ReturnType<WorldClient['ask']>>;
const extensionsOf = ({ errors }: Answer) => errors?.[0]?.extensions;

/** A change of what was registered is known at the gateway some moments later. */
const soon = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 5_000, interval: 100 });

describe('registering a system', () => {
  it('takes the security administrator, and the second factor given anew', async () => {
    const input = registration(organizationId, newKey().jwks);
    const district = await world.staff();
    expect(extensionsOf(await district.ask(REGISTER, { input }))).toMatchObject({ code: 'FORBIDDEN' });
    const notSteppedUp = await world.staff('securityAdmin');
    expect(extensionsOf(await notSteppedUp.ask(REGISTER, { input }))).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'STEP_UP_REQUIRED',
    });
  });

  it('twice with the same input changes nothing; with another it is refused', async () => {
    const input = registration(organizationId, newKey().jwks);
    const first = await admin.get(REGISTER, { input });
    expect(await admin.get(REGISTER, { input })).toEqual(first);
    const other = await admin.ask(REGISTER, { input: { ...input, name: '另一个系统' } });
    expect(extensionsOf(other)).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'ID_REUSED' });
  });

  it('says what is wrong', async () => {
    const { jwks } = newKey();
    for (const [wrong, word] of [
      [{ purpose: '短' }, '用途'],
      [{ jwks: '{}' }, 'jwks'],
      [{ allowedOperations: ['{ sites { id }'] }, '第 1 个'],
      [{ organizationId: v7() }, '组织'],
    ] as const) {
      const answer = await admin.ask(REGISTER, { input: registration(organizationId, jwks, wrong) });
      expect(extensionsOf(answer)?.code).toBe('BAD_USER_INPUT');
      expect(answer.errors?.[0]?.message).toContain(word);
    }
  });

  it('stands in the log with who did it', async () => {
    const system = await register();
    const row = await world.database('identity').collection('outbox').findOne({ 'data.clientId': system.id });
    expect(row).toMatchObject({
      type: 'ApiClientChanged',
      actor: { kind: 'STAFF', role: 'SECURITY_ADMIN' },
      data: { change: 'REGISTERED' },
    });
  });
});

describe('a token', () => {
  it('is not given for a replayed, expired, misaddressed or unsigned assertion', async () => {
    const system = await register();
    const assertion = assertionOf(web, system);
    expect((await askToken(web, assertion)).status).toBe(200);
    const stranger = newKey().privateJwk;
    for (const wrong of [
      assertion,
      assertionOf(web, system, { claims: { exp: Math.floor(Date.now() / 1000) - 120 } }),
      assertionOf(web, system, { claims: { aud: `${web}/graphql` } }),
      assertionOf(web, system, { header: { alg: 'none' }, key: null }),
      assertionOf(web, system, { key: stranger }),
    ])
      expect(await askToken(web, wrong)).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  it('is found by the address alone', async () => {
    const response = await fetch(`${web}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({ issuer: web, token_endpoint: `${web}/oauth/token` });
  });
});

describe('what a system sees', () => {
  it('with activities:read: activities, sites and the feed; no names, nothing else', async () => {
    const system = await enter(await register());
    const seen = await system.get<{ activities: object[]; sites: object[] }>(
      '{ activities(first: 5) { id title } sites { id name } }',
    );
    expect(seen.activities.length).toBeGreaterThan(0);
    expect(seen.sites).toHaveLength(24);
    for (const query of ['{ townships { code } }', '{ memberFigures { total } }', '{ viewer { id } }'])
      expect(extensionsOf(await system.ask(query))).toMatchObject({ code: 'FORBIDDEN' });
    using heard = system.subscribe<{ checkInFeed: { latest: { member: unknown }[] } }>(
      'subscription { checkInFeed { ... on FeedSnapshot { latest { id member { maskedName } } } } }',
    );
    await heard.until((results) => results.length > 0);
    for (const { member } of heard.results[0]?.data?.checkInFeed.latest ?? []) expect(member).toBeNull();
  });

  it('with members:read: names, masked', async () => {
    const system = await enter(await register({ scopes: ['ACTIVITIES_READ', 'MEMBERS_READ'] }));
    using heard = system.subscribe<{ checkInFeed: { checkIn?: { member: { maskedName: string } } } }>(
      'subscription { checkInFeed { ... on CheckInRecorded { checkIn { member { maskedName } } } } }',
    );
    await heard.until((results) => results.length > 0);
    await (await world.member(10)).get(CHECK_IN, tap({ code: siteCodeAt(site) }));
    await heard.until((results) => results.some(({ data }) => data?.checkInFeed.checkIn));
    const name = heard.results.at(-1)?.data?.checkInFeed.checkIn?.member.maskedName;
    expect(name).toMatch(/^\p{Script=Han}\*/u);
  });

  it('with fewer scopes asked for: less', async () => {
    const held = await register({ scopes: ['ACTIVITIES_READ', 'ORGANIZATIONS_READ'] });
    const narrow = await enter(held, 'activities:read');
    expect(extensionsOf(await narrow.ask('{ townships { code } }'))).toMatchObject({ code: 'FORBIDDEN' });
    expect((await (await enter(held)).ask('{ townships { code } }')).errors).toBeUndefined();
  });

  it('and changes nothing', async () => {
    const system = await enter(await register({ scopes: ['ACTIVITIES_READ', 'MEMBERS_READ'] }));
    expect(extensionsOf(await system.ask(CHECK_IN, tap({ code: siteCodeAt(site) })))).toMatchObject({
      code: 'FORBIDDEN',
    });
    const input = registration(organizationId, newKey().jwks);
    expect(extensionsOf(await system.ask(REGISTER, { input }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(extensionsOf(await system.ask('{ apiClients { id } }'))).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what a system may ask for', () => {
  it.each([
    ['LIMIT_DEPTH', `{ sites { ${'presentSession { site { '.repeat(4)} id ${'} } '.repeat(4)} } }`],
    ['LIMIT_ALIASES', `{ sites { ${Array.from({ length: 16 }, (_, i) => `a${i}: id`).join(' ')} } }`],
    [
      'LIMIT_ROOT_FIELDS',
      `{ ${Array.from({ length: 6 }, (_, i) => `a${i}: activityFigures { __typename }`).join(' ')} }`,
    ],
    ['LIMIT_COST', '{ activities(first: 100) { id title sessions { id site { id name } } } }'],
    ['LIMIT_TOKENS', `{ sites { ${Array.from({ length: 340 }, (_, i) => `a${i}: id`).join(' ')} } }`],
  ])('%s', async (reason, query) => {
    const system = await enter(await register());
    const answer = await system.ask(query);
    expect(extensionsOf(answer)).toMatchObject({ code: 'BAD_USER_INPUT', reason });
    expect(answer.errors?.[0]?.message).toMatch(/最多 \d+，这里为 \d+/);
  });

  it('is what was agreed on, where operations were', async () => {
    const agreed = 'query Sites { sites { id name } }';
    const system = await register({ allowedOperations: [agreed] });
    const client = await enter(system);
    expect((await client.ask('query Sites {\n  sites { id, name } # all of them\n}')).errors).toBeUndefined();
    const refused = { code: 'FORBIDDEN', reason: 'OPERATION_NOT_ALLOWED' };
    expect(extensionsOf(await client.ask('{ sites { id } }'))).toMatchObject(refused);
    using heard = client.subscribe(FEED);
    await heard.until(() => heard.ended.reason !== undefined);
    expect(heard.results[0]?.errors?.[0]?.extensions).toMatchObject(refused);
    await update(system, { allowedOperations: [] });
    await soon(async () => (await client.ask('{ sites { id } }')).errors).toBeUndefined();
  });

  it('a minute: as often as agreed, and others are not concerned', async () => {
    const system = await register({ requestsPerMinute: 3 });
    const [client, other] = [await enter(system), await enter(await register())];
    for (let i = 0; i < 3; i++) await client.get('{ sites { id } }');
    const over = await client.ask('{ sites { id } }');
    const extensions = extensionsOf(over) as { retryAfterSeconds?: number };
    expect(extensions).toMatchObject({ code: 'RATE_LIMITED', reason: 'QUOTA_REQUESTS' });
    expect(extensions.retryAfterSeconds).toBeGreaterThan(0);
    expect(extensions.retryAfterSeconds).toBeLessThanOrEqual(60);
    await other.get('{ sites { id } }');
  });

  it('a day: as much as agreed; what is refused costs nothing', async () => {
    const client = await enter(await register({ costPerDay: 100 }));
    await client.get('{ activities(first: 50) { id } }'); // 51
    const over = await client.ask('{ activities(first: 60) { id } }');
    expect(extensionsOf(over)).toMatchObject({ code: 'RATE_LIMITED', reason: 'QUOTA_COST' });
    await client.get('{ activities(first: 40) { id } }'); // 41: 92 in all
  });

  it('is shown to it with what it has used', async () => {
    const system = await register();
    const client = await enter(system);
    await client.get('{ activities(first: 10) { id } }');
    await client.ask('{ townships { code } }');
    type Mine = { myClient: { id: string; usage: { requests: number; refused: number }[] } };
    const mine = () => client.get<Mine>('{ myClient { id scopes usage { day requests cost refused } } }');
    await expect
      .poll(async () => (await mine()).myClient.usage[0] ?? null, { timeout: 20_000, interval: 1_000 })
      .toMatchObject({ refused: 1, requests: expect.any(Number) });
    expect((await mine()).myClient).toMatchObject({ id: system.id, scopes: ['ACTIVITIES_READ'] });
  });
});

describe('a revoked system', () => {
  it('loses its streams within two seconds, its token, and every further one', async () => {
    const system = await register();
    const client = await enter(system);
    using heard = client.subscribe(FEED);
    await heard.until((results) => results.length > 0);
    const stream = await fetch(world.mesh.addresses.graphql, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${client.accessToken}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query: 'subscription { checkInFeed { __typename } }' }),
    });
    const streamEnds = stream.text();
    const input = { id: system.id, reason: '协议已终止' };
    const revoked = await admin.get<{ revokeApiClient: { revokedAt: string } }>(REVOKE, { input });
    await heard.until(() => heard.ended.reason !== undefined, 2_000);
    expect(heard.ended.reason).toMatchObject({ code: 4403 });
    await streamEnds;
    expect(extensionsOf(await client.ask('{ sites { id } }'))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await askToken(web, assertionOf(web, system))).toMatchObject({ status: 401 });
    expect(await admin.get(REVOKE, { input })).toEqual(revoked);
    expect(
      extensionsOf(await admin.ask(UPDATE, { input: { id: system.id, costPerDay: 500 } })),
    ).toMatchObject({
      reason: 'CLIENT_REVOKED',
    });
  });
});

describe('the worked example', () => {
  it('reads activities, follows check-ins, and after a crash misses none and repeats none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hongxin-example-'));
    const system = await register();
    await writeFile(join(folder, 'key.json'), JSON.stringify(system.key));
    const taps: unknown[] = [];
    const tapNow = async (n: number) => {
      const input = tap({ code: siteCodeAt(site) });
      await (await world.member(n)).get(CHECK_IN, input);
      taps.push(input.input['id']);
    };
    {
      await using run = startExample(web, system.id, folder);
      await run.until((lines) => lines.some((line) => line.includes('FeedSnapshot')));
      expect(run.lines[0]).toContain('"activities":[{"id"');
      await tapNow(20);
      await run.until((lines) => lines.some((line) => line.includes(String(taps[0]))));
    } // killed
    await tapNow(21);
    await tapNow(22);
    await using again = startExample(web, system.id, folder);
    await again.until((lines) => lines.some((line) => line.includes(String(taps[2]))));
    await tapNow(23);
    await again.until((lines) => lines.some((line) => line.includes(String(taps[3]))));
    const told = again.lines
      .slice(1)
      .map((line) => (JSON.parse(line) as { checkIn?: { id: string } }).checkIn?.id);
    expect(told).toEqual(taps.slice(1));
    await rm(folder, { recursive: true });
  });
});
