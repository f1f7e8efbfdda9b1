import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newId } from '@hongxin/kit/ids';
import { createProver } from '@hongxin/kit/proof';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from './collections.ts';
import { recomputeDirty } from './index/actions.ts';
import { newPointEvent } from './index/point-event.ts';
import { inventMember, mongodbUri, openMembers, redisUrl, trialKeys } from './testing/trial.ts';

const myId = newId();
let me: MemberDocument;
const keys = { gateway: generateKeyPairSync('ed25519'), identity: generateKeyPairSync('ed25519') };
const secret = Buffer.alloc(32, 9);
let members: Awaited<ReturnType<typeof openMembers>>;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  members = await openMembers();
  const { collections, work, vault } = members;
  me = inventMember({ _id: myId, name: '欧阳小明', idNumber: '330111199001010019' }, vault);
  await collections.members.collection.insertOne(me as never);
  const occurredAt = new Date('2026-11-05T02:00:00Z');
  const point = newPointEvent({
    memberId: me._id,
    rule: 'lesson',
    units: 2,
    occurredAt,
    sourceId: newId(),
    sourceEventId: 'event-1',
  });
  await work.points.save([point]);
  await work.points.markDirty([{ indexId: point.indexId, since: new Date() }]);
  await recomputeDirty(work);
  server = await startServer(members.connection.name);
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.exited;
  await members[Symbol.asyncDispose]();
});

/** The real process, on a port of its own. */
async function startServer(database: string) {
  const jwks = Object.entries(keys).map(([issuer, { publicKey }]) => [
    issuer,
    publicKey.export({ format: 'jwk' }),
  ]);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PORT: '0',
      INSTANCE_ID: 'trial',
      MONGODB_URI: mongodbUri(),
      MONGODB_DATABASE: database,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: `trial-${newId()}`,
      MESH_SECRET: secret.toString('base64url'),
      MESH_TRUST: JSON.stringify(Object.fromEntries(jwks)),
      MESH_PRIVATE_KEY: JSON.stringify(keys.identity.privateKey.export({ format: 'jwk' })),
      ACTIVITIES_URL: 'http://127.0.0.1:9',
      PERSONAL_DATA_KEY: trialKeys.personalDataKey.toString('base64url'),
      PHONE_INDEX_KEY: trialKeys.phoneIndexKey.toString('base64url'),
    },
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { msg: string; port?: number };
    if (said.msg === 'ready') return { child, exited, url: `http://127.0.0.1:${said.port}` };
  }
  throw new Error('the server ended before it was ready');
}

const prover = (issuer: keyof typeof keys) =>
  createProver({ issuer, privateKey: keys[issuer].privateKey.export({ format: 'jwk' }) as never, secret });
const as = (kind: Viewer['kind'], sub = 'someone', ...paths: string[]): Viewer => ({
  kind,
  sub,
  roles: paths.map((orgPath) => ({ role: 'SECRETARY', orgPath })),
  scopes: [],
});

const self = as('MEMBER', myId);

type Answer = {
  data?: Record<string, never> | null;
  errors?: { message: string; extensions: { code: string } }[];
};
async function ask(viewer: Viewer | null, query: string, variables = {}): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  const headers = prover(viewer?.kind === 'SERVICE' ? 'identity' : 'gateway').headers(
    viewer,
    'members',
    body,
  );
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return (await response.json()) as Answer;
}
const entity = (fields: string) =>
  `{ _entities(representations: [{ __typename: "PartyMember", id: "${myId}" }, { __typename: "PartyMember", id: "none" }]) { ... on PartyMember { ${fields} } } }`;
const codes = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

describe('who sees what of a member', () => {
  it.each([
    ['the member', self, '欧阳小明'],
    ['staff over the branch', as('STAFF', 'a', '/district/town-1/'), '欧阳小明'],
    ['staff of another town', as('STAFF', 'a', '/district/town-2/'), null],
    ['another member', as('MEMBER'), null],
    ['a screen', as('SCREEN'), null],
    ['another system of this place', { ...as('CLIENT', 'c', '/district/'), scopes: ['members:read'] }, null],
  ])('%s', async (_, viewer, name) => {
    const answer = await ask(
      viewer,
      entity(
        'maskedName name maskedPhone pioneerIndex(month: "2026-11") { tenths lines { eventId sentence } }',
      ),
    );
    expect(answer.data).toMatchObject({ _entities: [{ maskedName: '欧**明', name }, null] });
    const kept = name ? [] : ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'];
    expect(codes(answer)).toEqual([...kept, 'NOT_FOUND']); // the other one is nobody
    if (name)
      expect(answer.data).toMatchObject({
        _entities: [
          { maskedPhone: me.phoneMasked, pioneerIndex: { tenths: 12, lines: [{ eventId: 'event-1' }] } },
          null,
        ],
      });
  });

  it('lists a branch by name, page by page', async () => {
    const ofBranch = ['周一', '安二', '李三'].map((name) =>
      inventMember({ name, branchId: 'branch-2', orgPath: '/district/town-1/branch-2/' }, members.vault),
    );
    await members.collections.members.collection.insertMany(ofBranch as never[]);
    const page = async (after: string | null) => {
      const query = `query ($after: ID) { members(branchId: "branch-2", first: 2, after: $after) { id name } }`;
      const { data } = await ask(as('STAFF', 'a', '/district/'), query, { after });
      return data?.['members'] as unknown as { id: string; name: string }[];
    };
    const first = await page(null);
    expect(first.map(({ name }) => name)).toEqual(['安二', '李三']);
    const second = await page(first.at(-1)?.id ?? null);
    expect(second.map(({ name }) => name)).toEqual(['周一']);
    expect(await page(second.at(-1)?.id ?? null)).toEqual([]);
    await members.collections.members.deleteMany({ branchId: 'branch-2' });
  });

  it('the masked forms without opening anything', async () => {
    const { _id } = await members.collections.members.create(
      inventMember({ name: '李打不开', branchId: 'branch-2', orgPath: '/district/town-1/branch-2/' }),
    );
    const masked = entity('maskedName shownName').replace(myId, _id);
    expect((await ask({ ...as('SCREEN'), scopes: ['names:MASKED'] }, masked)).data).toEqual({
      _entities: [{ maskedName: '李**开', shownName: '李**开' }, null],
    });
    const staff = as('STAFF', 'a', '/district/');
    const numbers = entity('maskedName maskedPhone').replace(myId, _id);
    expect((await ask(staff, numbers)).data).toMatchObject({ _entities: [{ maskedName: '李**开' }, null] });
    const opened = await ask(staff, entity('name').replace(myId, _id));
    expect(opened).toMatchObject({ data: { _entities: [{ name: null }, null] } });
    expect(JSON.stringify(opened)).not.toContain('none');
    await members.collections.members.deleteOne({ _id });
  });

  it('nothing for who has not signed in', async () => {
    expect(codes(await ask(null, entity('maskedName')))).toContain('UNAUTHENTICATED');
  });

  it('the path and the search by phone for the mesh only', async () => {
    const byPhone = `{ memberByPhoneIndex(phoneIndex: "${me.phoneIndex}") { id orgPath status } }`;
    expect((await ask(as('SERVICE', 'identity'), byPhone)).data).toEqual({
      memberByPhoneIndex: { id: me._id, orgPath: me.orgPath, status: 'ACTIVE' },
    });
    expect(codes(await ask(as('STAFF', 'a', '/district/'), byPhone))).toEqual(['FORBIDDEN']);
    expect(codes(await ask(self, '{ membersEvents(after: 0) { seq } }'))).toEqual(['FORBIDDEN']);
  });
});

describe('asking', () => {
  it('answers an organization it has no members of with 0', async () => {
    const ids = ['town-1', 'branch-1', 'none'];
    const answer = await ask(
      self,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on PartyOrganization { id memberCount } } }',
      {
        of: ids.map((id) => ({ __typename: 'PartyOrganization', id })),
      },
    );
    expect(answer.data?.['_entities']).toEqual([
      { id: 'town-1', memberCount: 1 },
      { id: 'branch-1', memberCount: 1 },
      { id: 'none', memberCount: 0 },
    ]);
  });

  it('gives no index where nothing was counted', async () => {
    expect(
      (await ask(self, '{ myMembership { id pioneerIndex(month: "2020-01") { tenths } } }')).data,
    ).toEqual({ myMembership: { id: me._id, pioneerIndex: null } });
    expect((await ask(as('SCREEN'), '{ myMembership { id } }')).data).toEqual({ myMembership: null });
  });

  it.each([
    ['{ indexPicture(month: "2026-13") { month } }', as('SCREEN')],
    ['{ members(branchId: "branch-1", first: 101) { id } }', as('STAFF', 'a', '/district/')],
    ['{ members(branchId: "branch-1", first: 0) { id } }', as('STAFF', 'a', '/district/')],
  ])('refuses %s', async (query, viewer) => {
    expect(codes(await ask(viewer, query))).toEqual(['BAD_USER_INPUT']);
  });

  it('draws a picture for a screen', async () => {
    const { data } = await ask(
      as('SCREEN'),
      '{ indexPicture(month: "2026-11") { month meanTenths distribution branches { branch { id } meanTenths memberCount } } memberFigures { total registered floating } }',
    );
    expect(data).toEqual({
      indexPicture: {
        month: '2026-11',
        meanTenths: 12,
        distribution: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        branches: [],
      },
      memberFigures: { total: 1, registered: 1, floating: 0 },
    });
  });

  it('tells the mesh its log', async () => {
    const asking = '{ membersTop membersEvents(after: 0, first: 9) { seq envelope } }';
    await expect
      .poll(async () => (await ask(as('SERVICE', 'identity'), asking)).data?.['membersTop'])
      .toBeGreaterThan(0); // refusals of the tests before come after it
    const { data } = await ask(as('SERVICE', 'identity'), asking);
    const events = data?.['membersEvents'] as { envelope: string }[] | undefined;
    expect(JSON.parse(events?.[0]?.envelope ?? '')).toMatchObject({
      topic: 'members',
      seq: 1,
      type: 'IndexChanged',
      data: { memberId: me._id, month: '2026-11', tenths: 12, version: 1 },
    });
  });

  it('tells the picture to a screen, and lets go of it when it leaves', async () => {
    const body = JSON.stringify({ query: 'subscription { indexPictureChanged { version } }' });
    const gone = new AbortController();
    const proof = prover('gateway').headers(as('SCREEN'), 'members', body);
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...proof };
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers,
      body,
      signal: gone.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('"indexPictureChanged"')) text += (await reader?.read())?.value ?? '';
    gone.abort();
    await expect(reader?.closed).rejects.toThrow();
  });

  it('is ready under its name, and stops at SIGTERM', async () => {
    const ready = await fetch(`${server.url}/health/ready`);
    expect(await ready.json()).toEqual({ service: 'members', instance: 'trial', ready: true });
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual([0, null]);
  });
});
