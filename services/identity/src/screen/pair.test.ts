import type { Viewer } from '@hongxin/kit/viewer';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const staff = (role: string, orgPath: string): Viewer => ({
  sub: `staff-${role}`,
  kind: 'STAFF',
  roles: [{ role, orgPath }],
  scopes: [],
});
const district = staff('DISTRICT', '/district/');
const site = { name: '东洲服务中心大屏', purpose: 'SITE', siteIds: ['S01'] };

type Pairing = { deviceCode: string; userCode: string; expiresAt: string; pollSeconds: number };
type Answer = { accessToken: string; refreshToken: string; viewer: { id: string } };
const startPairing = async () => (await (await trial.post('/auth/screen/pairing', {})).json()) as Pairing;
const poll = (deviceCode: string) => trial.post('/auth/screen/token', { deviceCode });

const APPROVE = `mutation ($input: ApproveScreenInput!) { approveScreen(input: $input) { __typename
  ... on ApproveScreenAccepted { screen { id name purpose siteIds pairedAt revokedAt } }
  ... on ApproveScreenRefused { reason message nextStep } } }`;
type Approved = { __typename: string; screen: { id: string }; reason?: string };

async function approve(userCode: string, input: object = site, viewer: Viewer | null = district) {
  const { data, errors } = await trial.graphql(viewer, APPROVE, { input: { userCode, ...input } });
  return { approved: data?.['approveScreen'] as Approved | undefined, code: errors?.[0]?.extensions.code };
}

async function paired(): Promise<Answer> {
  const { deviceCode, userCode } = await startPairing();
  await approve(userCode);
  return (await (await poll(deviceCode)).json()) as Answer;
}

/** As a screen does that is told to wait; who polls while another poll takes the tokens may be told so. */
async function pollUntilApproved(deviceCode: string): Promise<Answer> {
  const response = await poll(deviceCode);
  return response.status === 428 ? pollUntilApproved(deviceCode) : ((await response.json()) as Answer);
}

const eventTypes = async (id: string) =>
  (
    await trial.connection
      .collection('outbox')
      .find({ 'data.screenId': id })
      .sort({ recordedAt: 1 })
      .toArray()
  ).map((row) => String(row['type']));

describe('pairing a screen', () => {
  it('shows a code, waits for its approval, and signs in with its sites as scopes', async () => {
    const response = await trial.post('/auth/screen/pairing', {});
    expect(response.status).toBe(201);
    const { deviceCode, userCode, expiresAt, pollSeconds } = (await response.json()) as Pairing;
    expect(userCode).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect(Buffer.from(deviceCode, 'base64url')).toHaveLength(32);
    expect([Math.round((Date.parse(expiresAt) - Date.now()) / 60_000), pollSeconds]).toEqual([10, 2]);
    const pending = await poll(deviceCode);
    expect([pending.status, ((await pending.json()) as { code: string }).code]).toEqual([
      428,
      'AUTHORIZATION_PENDING',
    ]);
    const { approved } = await approve(userCode.toLowerCase().replace('-', ' '));
    expect(approved).toMatchObject({
      __typename: 'ApproveScreenAccepted',
      screen: { ...site, revokedAt: null },
    });
    const answer = (await (await poll(deviceCode)).json()) as Answer;
    const expected = { id: approved?.screen.id, kind: 'SCREEN', ...site, privacy: 'MASKED' };
    expect(answer.viewer).toEqual(expected);
    expect(decodeJwt(answer.accessToken)).toMatchObject({
      kind: 'SCREEN',
      scopes: ['site:S01', 'names:MASKED'],
      roles: [],
      purpose: 'SITE',
    });
    expect(await eventTypes(answer.viewer.id)).toEqual(['ScreenPaired']);
  });

  it('gives the tokens once, and again only to a screen whose answer was lost', async () => {
    const { deviceCode, userCode } = await startPairing();
    await approve(userCode);
    const answers = await Promise.all(Array.from({ length: 5 }, () => pollUntilApproved(deviceCode)));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(await trial.collections.sessions.countDocuments({ sub: answers[0]?.viewer.id })).toBe(1);
    await trial.collections.screenPairings.updateMany(
      { takenAt: { $ne: null } },
      { $set: { takenAt: new Date(Date.now() - 31_000) } },
    );
    expect((await poll(deviceCode)).status).toBe(410);
  });

  it('can be approved once, by whoever is first', async () => {
    const { userCode } = await startPairing();
    const both = await Promise.all([approve(userCode), approve(userCode)]);
    expect(both.map(({ approved }) => approved?.__typename).toSorted()).toEqual([
      'ApproveScreenAccepted',
      'ApproveScreenRefused',
    ]);
    expect((await approve(userCode)).approved?.reason).toBe('CODE_USED');
    const accepted = both.flatMap(({ approved }) => (approved?.screen ? [approved.screen.id] : []));
    const pairing = await trial.collections.screenPairings
      .findOne({ userCode: userCode.replace('-', '') })
      .lean();
    expect([pairing?.screenId]).toEqual(accepted);
  });

  it('refuses a code that is unknown or ten minutes old', async () => {
    expect((await approve('BCDF-GHJK')).approved?.reason).toBe('CODE_UNKNOWN');
    expect((await approve('1234')).approved?.reason).toBe('CODE_UNKNOWN');
    const { deviceCode, userCode } = await startPairing();
    await trial.collections.screenPairings.updateOne(
      { userCode: userCode.replace('-', '') },
      { $set: { expiresAt: new Date() } },
    );
    expect((await approve(userCode)).approved?.reason).toBe('CODE_EXPIRED');
    const expired = await poll(deviceCode);
    expect([expired.status, ((await expired.json()) as { code: string }).code]).toEqual([
      410,
      'EXPIRED_TOKEN',
    ]);
    expect((await poll('A'.repeat(43))).status).toBe(410);
  });

  it('is for the district staff, with a sensible approval', async () => {
    const { userCode } = await startPairing();
    expect((await approve(userCode, site, null)).code).toBe('UNAUTHENTICATED');
    expect((await approve(userCode, site, staff('TOWNSHIP', '/district/t1/'))).code).toBe('FORBIDDEN');
    expect((await approve(userCode, site, { ...district, kind: 'MEMBER' })).code).toBe('FORBIDDEN');
    expect((await approve(userCode, { ...site, siteIds: [] })).code).toBe('BAD_USER_INPUT');
    expect((await approve(userCode)).approved?.__typename).toBe('ApproveScreenAccepted');
  });
});

describe('revoking a screen', () => {
  const REVOKE = 'mutation ($id: ID!) { revokeScreen(id: $id) { id revokedAt } }';

  it('ends its sessions, tells it once, and may be said twice', async () => {
    const answer = await paired();
    const { id } = answer.viewer;
    const first = (await trial.graphql(district, REVOKE, { id })).data?.['revokeScreen'];
    const second = (await trial.graphql(district, REVOKE, { id })).data?.['revokeScreen'];
    expect(first).toMatchObject({ id, revokedAt: expect.any(String) });
    expect(second).toEqual(first);
    expect((await trial.post('/auth/token', { refreshToken: answer.refreshToken })).status).toBe(401);
    expect(await eventTypes(id)).toEqual(['ScreenPaired', 'ScreenRevoked']);
    const ended = await trial.connection.collection('outbox').findOne({ 'data.subjectId': id });
    const sessionIds = [answer.refreshToken.split('.')[0]];
    expect(ended?.['data']).toEqual({ sessionIds, subjectId: id, why: 'SCREEN_REVOKED' });
    const listed = (await trial.graphql(district, '{ screens { id revokedAt } }')).data?.[
      'screens'
    ] as unknown;
    expect(listed).toContainEqual(first);
  });

  it('takes the right away before the tokens were fetched', async () => {
    const { deviceCode, userCode } = await startPairing();
    const { approved } = await approve(userCode);
    await trial.graphql(district, REVOKE, { id: approved?.screen.id });
    expect((await poll(deviceCode)).status).toBe(410);
  });

  it('knows screens of the own district only', async () => {
    const { viewer } = await paired();
    const elsewhere = await trial.graphql(staff('DISTRICT', '/elsewhere/'), REVOKE, { id: viewer.id });
    expect(elsewhere.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await trial.graphql(district, REVOKE, { id: 'none' })).errors?.[0]?.extensions.code).toBe(
      'NOT_FOUND',
    );
  });
});

describe('the viewer', () => {
  const VIEWER = '{ viewer { id kind displayName roles { role orgPath } siteIds } }';

  it('is null for nobody, and what the gateway proved for everyone else', async () => {
    expect((await trial.graphql(null, VIEWER)).data).toEqual({ viewer: null });
    const account = await trial.addStaff('viewer', 'correct horse battery', district.roles.slice());
    const asStaff = await trial.graphql({ ...district, sub: account._id }, VIEWER);
    expect(asStaff.data?.['viewer']).toEqual({
      id: account._id,
      kind: 'STAFF',
      displayName: '测试账号',
      roles: district.roles,
      siteIds: [],
    });
    const asScreen = await trial.graphql(
      { sub: 's', kind: 'SCREEN', roles: [], scopes: ['site:S01'] },
      VIEWER,
    );
    expect(asScreen.data?.['viewer']).toEqual({
      id: 's',
      kind: 'SCREEN',
      displayName: null,
      roles: [],
      siteIds: ['S01'],
    });
  });

  it('answers an entity reference in a batch, null for an unknown id', async () => {
    const { viewer } = await paired();
    const query =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on ScreenDevice { id name } } }';
    const reference = (id: string) => ({ __typename: 'ScreenDevice', id });
    const { data } = await trial.graphql(district, query, { r: [reference('none'), reference(viewer.id)] });
    expect(data?.['_entities']).toEqual([null, { id: viewer.id, name: site.name }]);
  });
});

describe('the log of events', () => {
  it('is numbered densely and readable for services only', async () => {
    await paired();
    const query = '{ identityEvents(after: 0) { id seq envelope } }';
    expect((await trial.graphql(district, query)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const isDense = async () => {
      const rows = await trial.connection.collection('outbox').find().sort({ seq: 1 }).toArray();
      return rows.length > 0 && rows.every((row, i) => row['seq'] === i + 1);
    };
    await expect.poll(isDense, { timeout: 5_000 }).toBe(true);
  });
});
