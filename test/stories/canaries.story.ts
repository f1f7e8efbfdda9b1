import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaries, canaryTexts } from '../world/canaries.ts';
import { CHECK_IN, openSiteScreen, pairScreen, siteCodeAt, tap } from '../world/site-screen.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

/**
 * Seven members with planted names and numbers do everything that touches them, rightly and wrongly; whether anything of
 * them was written down in clear is looked for after the whole run (world/engines.ts).
 */
let world: World;
beforeAll(async () => {
  world = await joinWorld();
});
afterAll(leaveWorld);

const person = (n: number) => canaries[n] as (typeof canaries)[number];

describe('planted members', () => {
  it('are twenty different strings', () => {
    expect(new Set(canaryTexts).size).toBe(20);
    for (const text of canaryTexts.filter((one) => /^\d{17}/.test(one)))
      expect(text).toMatch(/^\d{17}[\dX]$/);
  });

  it('check in, and walls with and without names hear of it', async () => {
    const site = await openSiteScreen(world, 'S05');
    const wall = await pairScreen(world, 'DISTRICT_WALL');
    using feed = wall.client.subscribe<{ checkInFeed: { checkIn?: { member?: { shownName: string } } } }>(
      'subscription { checkInFeed { ... on CheckInRecorded { checkIn { member { shownName } } } } }',
    );
    await feed.until((results) => results.length > 0);
    for (let n = 0; n < 3; n++) {
      const member = await world.canary(n);
      const answer = await member.get<{ checkIn: { __typename: string } }>(
        CHECK_IN,
        tap({ code: siteCodeAt(site) }),
      );
      expect(answer.checkIn.__typename).toBe('CheckInAccepted');
    }
    await feed.until((results) => results.filter(({ data }) => data?.checkInFeed.checkIn).length === 3);
    expect(JSON.stringify(feed.results)).not.toContain(person(0).name);
  });

  it('see and export everything of themselves', async () => {
    const member = await world.canary(3);
    const answer = await member.get<Record<string, unknown>>(
      `mutation { exportMyData { member { name phone idNumber maskedIdNumber shownName consents { decision }
         disclosures { what reason } pioneerIndex { tenths } attendances { id } homeBranch { name } } } }`,
    );
    const { name, phone, idNumber } = person(3);
    expect(JSON.stringify(answer)).toContain(name);
    expect(JSON.stringify(answer)).toContain(phone);
    expect(JSON.stringify(answer)).toContain(idNumber);
  });

  it('decide, object and are looked for with their numbers in the wrong places', async () => {
    const member = await world.canary(4);
    const { name, phone, idNumber } = person(4);
    await member.get(
      'mutation { decideConsent(input: { purpose: NAME_ON_WALL, decision: GRANTED, textVersion: 1 }) { decision } }',
    );
    const staff = await world.staff();
    for (const text of [name, phone, idNumber]) {
      await staff.ask('query($id: ID!) { member(id: $id) { id } }', { id: text });
      await staff.ask('query($search: String) { enterprises(search: $search) { id } }', { search: text });
      await staff.ask('query($id: ID!) { wrong(id: $id) }', { id: text });
      await staff.ask(`{ site(idOrCode: "${text}") { id } }`);
      await staff.ask('mutation($n: Int!) { recordFundSpending(input: $n) { x } }', { n: text });
      await member.ask('query($first: Int!) { myCheckIns(first: $first) { id } }', { first: text });
      await member.ask(
        'mutation($input: ObjectToIndexLineInput!) { objectToIndexLine(input: $input) { id } }',
        {
          input: {
            id: randomUUID(),
            month: '2026-11',
            eventId: text,
            rule: text,
            reason: `我是${text}，请复核`,
          },
        },
      );
    }
  });

  it('sign in wrongly, with broken bodies and through forms', async () => {
    const { phone, name } = person(5);
    const { auth, graphql } = world.mesh.addresses;
    const send = (path: string, body: string, type = 'application/json') =>
      fetch(path, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await send(`${auth}/member/code`, JSON.stringify({ phone }))).status).toBe(202);
    expect((await send(`${auth}/member/sign-in`, JSON.stringify({ phone, code: '000000' }))).status).toBe(
      401,
    );
    await send(`${auth}/member/sign-in`, `{"phone":"${phone}","code":`);
    await send(`${auth}/staff/sign-in`, JSON.stringify({ username: phone, password: `${name}-${phone}` }));
    await send(`${auth}/member/code`, `phone=${phone}`, 'application/x-www-form-urlencoded');
    await send(graphql, `{"query":"{ member(id: \\"${phone}\\") { id } }`);
    await send(graphql, JSON.stringify({ query: `{ a(name: "${name}") }`, operationName: name }));
  });

  it('are revealed to staff, who gave the second factor, with a reason', async () => {
    const members = world.database('members').collection('members');
    const document = await members.findOne({ maskedName: /^公/ });
    const orgPath = String(document?.['orgPath']);
    const viewer = {
      sub: randomUUID(),
      kind: 'STAFF',
      roles: [{ role: 'TOWNSHIP', orgPath }],
      scopes: [],
      steppedUpUntil: Math.floor(Date.now() / 1000) + 60,
    } as const;
    const answer = await world.asViewer(
      'members',
      viewer,
      'mutation($id: ID!) { revealPersonalNumber(input: { memberId: $id, kind: PHONE, reason: "核对联系方式" }) { number } }',
      { id: document?._id },
    );
    expect(answer).toMatchObject({ data: { revealPersonalNumber: { number: person(6).phone } } });
  });
});
