import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeToken, officialClaims } from '../world/forge.ts';
import { openSocket } from '../world/raw-socket.ts';
import { pairScreen, type Screen } from '../world/site-screen.ts';
import { post } from '../world/sign-in.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

let world: World;
let wall: Screen;
beforeAll(async () => {
  world = await joinWorld();
  wall = await pairScreen(world, 'DISTRICT_WALL');
});
afterAll(leaveWorld);

const FEED = 'subscription { checkInFeed { __typename ... on FeedSnapshot { seq } } }';
const graphql = () => world.mesh.addresses.graphql;
const codeOf = (answer: { errors?: readonly { extensions?: { code?: string; reason?: string } }[] }) =>
  answer.errors?.[0]?.extensions?.reason ?? answer.errors?.[0]?.extensions?.code;
/** After each attack the gateway must answer others as before. */
const isWell = async () => expect(await world.anonymous.get('{ viewer { id } }')).toEqual({ viewer: null });
const statusOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 200,
    (error: { status?: number }) => error.status,
  );

describe('tokens that identity did not sign, or not for this', () => {
  it.each<[string, () => string]>([
    ['alg none', () => forgeToken(officialClaims(), { header: { alg: 'none' } })],
    [
      'the public key taken for a shared secret',
      () =>
        forgeToken(officialClaims(), {
          header: { alg: 'HS256' },
          hmac: JSON.stringify(world.secrets.accessKeys.publicKey),
        }),
    ],
    [
      'another key of the mesh',
      () => forgeToken(officialClaims(), { key: world.secrets.meshKeys.gateway.privateKey as never }),
    ],
    ['another audience', () => signed({ aud: 'elsewhere' })],
    ['another issuer', () => signed({ iss: 'evil' })],
    ['expired', () => signed({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['good in an hour only', () => signed({ nbf: Math.floor(Date.now() / 1000) + 3600 })],
    ['a service of the mesh', () => signed({ kind: 'SERVICE', sub: 'identity' })],
    ['without an end', () => signed({ exp: undefined })],
  ])('%s', async (_, make) => {
    expect(codeOf(await world.client(make()).ask('{ sites { id } }'))).toBe('UNAUTHENTICATED');
    using socket = await openSocket(graphql(), make());
    expect(await socket.closed).toBe(4403);
  });

  it('the same claims, rightly signed, are believed: the cases above fail for their fault alone', async () => {
    await world.client(signed({})).get('{ sites { id } }');
  });

  const signed = (claims: Record<string, unknown>) =>
    forgeToken(officialClaims(claims), { key: world.secrets.accessKeys.privateKey as never });
});

it('a document of tens of thousands of aliases is not read to its end', async () => {
  const aliases = Array.from({ length: 20_000 }, (_, i) => `a${i}:id`).join(' ');
  const answer = await wall.client.ask(`{ sites { ${aliases} } }`);
  expect(codeOf(answer)).toBe('LIMIT_TOKENS');
});

describe('guessing', () => {
  it('many attempts at a code in one document are one refused document', async () => {
    const attempts = Array.from(
      { length: 100 },
      (_, i) =>
        `a${i}: approveScreen(input: { userCode: "BCDFGH${String(i).padStart(2, 'B')}", name: "x", purpose: DISTRICT_WALL }) { __typename }`,
    );
    const answer = await (await world.staff()).ask(`mutation { ${attempts.join(' ')} }`);
    expect(codeOf(answer)).toBe('LIMIT_MUTATION_FIELDS');
  });

  it('a hundred guesses at a one-time code at once are five', async () => {
    const phone = '15400000077';
    const { auth } = world.mesh.addresses;
    await post(`${auth}/member/code`, { phone });
    const guesses = Array.from({ length: 100 }, (_, i) =>
      statusOf(post(`${auth}/member/sign-in`, { phone, code: String(100_000 + i) })),
    );
    expect(new Set(await Promise.all(guesses))).not.toContain(200);
    const tried = await world
      .database('identity')
      .collection('oneTimeCodes')
      .findOne({ tries: { $gte: 5 } });
    expect(tried?.['tries']).toBe(5);
  });

  it('a password is locked after five, the right one too, and an unknown account looks the same', async () => {
    const { auth } = world.mesh.addresses;
    const tryIt = (username: string, password: string) =>
      post(`${auth}/staff/sign-in`, { username, password }).catch(
        (error: { status: number; answer: { code: string } }) => [error.status, error.answer.code],
      );
    const known = [];
    for (let i = 0; i < 6; i++) known.push(await tryIt('dongzhou', `wrong-password-${i}`));
    const unknown = await tryIt('nobody-here', 'wrong-password-0');
    expect(new Set(known.map(String))).toEqual(new Set([String(unknown)]));
    expect(await tryIt('dongzhou', 'red-heart-of-a-township')).toEqual(unknown);
  });
});

describe('a page of another site', () => {
  it.each([
    ['application/x-www-form-urlencoded', 'query=mutation+%7B+revokeScreen%28id%3A%22x%22%29+%7B+id+%7D+%7D'],
    ['text/plain', JSON.stringify({ query: 'mutation { revokeScreen(id: "x") { id } }' })],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ sites { id } }\r\n--x--',
    ],
  ])('cannot send a form (%s)', async (type, body) => {
    const { accessToken } = await world.staff();
    const response = await fetch(graphql(), {
      method: 'POST',
      headers: {
        'content-type': type,
        origin: 'https://evil.example',
        authorization: `Bearer ${accessToken}`,
      },
      body,
    });
    expect(response.status).toBe(415);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('cannot change anything by a link', async () => {
    const query = encodeURIComponent('mutation { revokeScreen(id: "x") { id } }');
    const response = await fetch(`${graphql()}?query=${query}`);
    expect(response.status).toBe(405);
  });

  it('opens no socket', async () => {
    await expect(
      openSocket(graphql(), wall.client.accessToken, { origin: 'https://evil.example' }),
    ).rejects.toThrow('403');
    using own = await openSocket(graphql(), wall.client.accessToken, { origin: new URL(graphql()).origin });
    await own.until(({ type }) => type === 'connection_ack');
  });
});

describe('too much of it', () => {
  it('5,000 subscriptions on one socket: twenty run, the socket is closed, others do not notice', async () => {
    using other = wall.client.subscribe(FEED);
    using socket = await openSocket(graphql(), wall.client.accessToken);
    await socket.until(({ type }) => type === 'connection_ack');
    for (let i = 0; i < 5_000 && socket.socket.readyState === socket.socket.OPEN; i++)
      socket.send({ id: `s${i}`, type: 'subscribe', payload: { query: FEED } });
    expect(await socket.closed).toBe(4429);
    const started = new Set(socket.messages.filter(({ type }) => type === 'next').map(({ id }) => id));
    expect(started.size).toBeLessThanOrEqual(20);
    await other.until((results) => results.length > 0);
    await isWell();
  });

  it('one operation too many on a socket is refused alone', async () => {
    using socket = await openSocket(graphql(), wall.client.accessToken);
    await socket.until(({ type }) => type === 'connection_ack');
    for (let i = 0; i <= 20; i++) socket.send({ id: `s${i}`, type: 'subscribe', payload: { query: FEED } });
    await socket.until(({ type, id }) => type === 'error' && id === 's20');
    await socket.until(({ type, id }) => type === 'next' && id === 's19');
  });

  it('eleven sockets of one caller: the eleventh is sent away', async () => {
    const sockets = [];
    for (let i = 0; i < 10; i++) {
      const socket = await openSocket(graphql(), (await world.staff('steward')).accessToken);
      await socket.until(({ type }) => type === 'connection_ack');
      sockets.push(socket);
    }
    const last = await openSocket(graphql(), (await world.staff('steward')).accessToken);
    expect(await last.closed).toBe(4429);
    for (const socket of sockets) socket[Symbol.dispose]();
  });

  it('another invented token with each request is as none: the address waits, who is signed in there does not', async () => {
    const known = world.client(wall.client.accessToken ?? '');
    await known.get('{ sites { id } }');
    // Twice as many as may wait: a slow machine sends them over a second or two.
    const invented = Array.from({ length: 400 }, async () =>
      codeOf(await world.client(randomBytes(24).toString('base64url')).ask('{ sites { id } }')),
    );
    const [codes] = await Promise.all([Promise.all(invented), known.get('{ sites { id } }')]);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED', 'RATE_LIMITED']));
  });

  it('a frame of 20 MB closes its socket only', async () => {
    using socket = await openSocket(graphql(), wall.client.accessToken);
    await socket.until(({ type }) => type === 'connection_ack');
    socket.socket.on('error', () => undefined); // the other side hangs up while we still write
    socket.socket.send(Buffer.alloc(20_000_000, 0x20));
    expect([1009, 1006]).toContain(await socket.closed);
    await isWell();
  });
});

describe('names and values that are something else to JavaScript or MongoDB', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('an alias %s', async (name) => {
    expect(codeOf(await wall.client.ask(`{ ${name}: sites { id } }`))).toBe('NAME_RESERVED');
    expect(({} as Record<string, unknown>)['id']).toBeUndefined();
  });

  it.each([
    ['{"$ne":null}', { $ne: null }],
    ['{"$gt":""}', { $gt: '' }],
    ['an array', [{ $regex: '.*' }]],
  ])('an operator of MongoDB in a variable: %s', async (_, id) => {
    const staff = await world.staff();
    expect(codeOf(await staff.ask('query($id: ID!) { member(id: $id) { id } }', { id }))).toBe(
      'BAD_USER_INPUT',
    );
  });

  it.each([
    ['/staff/sign-in', { username: { $ne: null }, password: { $ne: null } }],
    ['/member/sign-in', { phone: { $regex: '^1' }, code: { $gt: '' } }],
    ['/token', { refreshToken: { $ne: null } }],
    ['/screen/token', { deviceCode: { $ne: null } }],
  ])('an operator of MongoDB at %s', async (path, body) => {
    const status = await statusOf(post(`${world.mesh.addresses.auth}${path}`, body));
    expect([400, 401]).toContain(status);
  });

  it('a prototype in the body changes nobody’s rights', async () => {
    const response = await fetch(graphql(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ sites { id } }","__proto__":{"viewer":{"kind":"STAFF"}},"variables":{"__proto__":{"x":1}}}',
    });
    expect(codeOf((await response.json()) as never)).toBe('BAD_REQUEST');
  });
});

describe('past the gateway', () => {
  it('a request that was overheard cannot be sent again, nor changed, nor sent elsewhere', async () => {
    const { createProver } = await import('@hongxin/kit/proof');
    const prover = createProver({
      issuer: 'gateway',
      privateKey: world.secrets.meshKeys.gateway.privateKey as Record<string, unknown>,
      secret: Buffer.from(world.secrets.meshSecret, 'base64url'),
    });
    const viewer = { sub: 'x', kind: 'STAFF', roles: [], scopes: [] } as const;
    const send = async (service: string, body: string, headers: Record<string, string>) => {
      const url = `${world.mesh.addresses.services[service]}/graphql`;
      const all = { 'content-type': 'application/json', ...headers };
      return (await fetch(url, { method: 'POST', headers: all, body })).status;
    };
    const body = JSON.stringify({ query: '{ sites { id } }' });
    const headers = prover.headers(viewer, 'activities', body);
    expect(await send('activities', body.replace('id', 'code'), headers)).toBe(403);
    expect(await send('organizations', body, headers)).toBe(403);
    expect(await send('activities', body, headers)).toBe(200);
    expect(await send('activities', body, headers)).toBe(403);
  });

  it('headers of the mesh that a client brings along mean nothing', async () => {
    const response = await fetch(graphql(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-mesh-claims': 'gateway.e30.AAAA',
        'x-mesh-proof': `v1,0,${randomBytes(8).toString('hex')},AAAA`,
      },
      body: JSON.stringify({ query: '{ sites { id } }' }),
    });
    expect(codeOf((await response.json()) as never)).toBe('UNAUTHENTICATED');
  });

  it('a cursor of another feed is refused', async () => {
    using feed = wall.client.subscribe<{ checkInFeed: { cursor: string } }>(
      'subscription { checkInFeed { ... on FeedSnapshot { cursor } } }',
    );
    await feed.until((results) => results.length > 0);
    const cursor = feed.results[0]?.data?.checkInFeed.cursor;
    using other = wall.client.subscribe(
      'subscription($after: Cursor) { checkInFeed(after: $after, filter: { siteIds: ["x"] }) { __typename } }',
      { after: cursor },
    );
    await other.until((results) => results.length > 0);
    expect(codeOf(other.results[0] as never)).toBe('CURSOR_FOREIGN');
  });
});
