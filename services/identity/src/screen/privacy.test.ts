import type { Viewer } from '@hongxin/kit/viewer';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDevice } from '../trial/device.ts';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const device = await makeDevice();
const stranger = await makeDevice();
type Device = typeof device;
type Answer = {
  accessToken: string;
  refreshToken: string;
  viewer: { id: string; privacy: string };
  code?: string;
};

const staff = (role: string): Viewer => ({
  sub: `staff-${role}`,
  kind: 'STAFF',
  roles: [{ role, orgPath: '/district/' }],
  scopes: [],
});
const district = staff('DISTRICT');

async function send<T>(path: string, body: object, from: Device | null, to = trial): Promise<[number, T]> {
  const response = await to.post(path, body, from ? await from.headers(path) : {});
  return [response.status, (await response.json()) as T];
}

const APPROVE = `mutation ($input: ApproveScreenInput!) { approveScreen(input: $input) { ... on ApproveScreenAccepted {
  screen { id privacy hasDeviceKey lastRenewedAt } } } }`;
type Approved = {
  screen: { id: string; privacy: string; hasDeviceKey: boolean; lastRenewedAt: string | null };
};

async function approve(userCode: string, more: object = {}, viewer = district) {
  const input = { userCode, name: '区级大屏', purpose: 'DISTRICT_WALL', siteIds: [], ...more };
  const { data, errors } = await trial.graphql(viewer, APPROVE, { input });
  return { approved: data?.['approveScreen'] as Approved | undefined, code: errors?.[0]?.extensions?.code };
}

async function pair(from: Device | null, more: object = {}) {
  const [, { deviceCode, userCode }] = await send<{ deviceCode: string; userCode: string }>(
    '/auth/screen/pairing',
    {},
    from,
  );
  const { approved } = await approve(userCode, more);
  return { deviceCode, approved };
}

describe('what a screen may show of persons', () => {
  it.each(['COUNT_ONLY', 'MASKED', 'FULL'])('%s stands in its scopes, at each renewal', async (privacy) => {
    const { deviceCode, approved } = await pair(null, { privacy });
    expect(approved?.screen.privacy).toBe(privacy);
    const [, answer] = await send<Answer>('/auth/screen/token', { deviceCode }, null);
    expect(answer.viewer.privacy).toBe(privacy);
    expect(decodeJwt(answer.accessToken)['scopes']).toEqual([`names:${privacy}`]);
    const [, next] = await send<Answer>('/auth/token', { refreshToken: answer.refreshToken }, null);
    expect(decodeJwt(next.accessToken)['scopes']).toEqual([`names:${privacy}`]);
    const told = await trial.connection
      .collection('outbox')
      .findOne({ 'data.screenId': approved?.screen.id });
    expect(told?.['data']).toMatchObject({ privacy, hasDeviceKey: false });
  });

  it('is given by the district alone', async () => {
    const { userCode } = (await (await trial.post('/auth/screen/pairing', {})).json()) as {
      userCode: string;
    };
    for (const role of ['STEWARD', 'TOWNSHIP', 'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDITOR'])
      expect((await approve(userCode, { privacy: 'FULL' }, staff(role))).code).toBe('FORBIDDEN');
    expect((await approve(userCode, { privacy: 'EVERYTHING' })).approved).toBeUndefined();
    expect((await approve(userCode, { privacy: 'FULL' })).approved?.screen.privacy).toBe('FULL');
  });
});

describe('a screen with a key', () => {
  it('proves it at each step, and what was given to it helps nobody else', async () => {
    const { deviceCode, approved } = await pair(device);
    expect(approved?.screen).toMatchObject({ hasDeviceKey: true, lastRenewedAt: null });
    for (const from of [null, stranger]) {
      const stolen = await send<Answer>('/auth/screen/token', { deviceCode }, from);
      expect(stolen).toMatchObject([401, { code: 'DEVICE_KEY_REQUIRED' }]);
    }
    const [status, { refreshToken }] = await send<Answer>('/auth/screen/token', { deviceCode }, device);
    expect(status).toBe(200);
    const copied = await send<Answer>('/auth/token', { refreshToken }, stranger);
    expect(copied).toMatchObject([401, { code: 'DEVICE_KEY_REQUIRED' }]);
    expect((await send('/auth/token', { refreshToken }, device))[0]).toBe(200);
    const listed = await trial.graphql(district, '{ screens { id hasDeviceKey lastRenewedAt } }');
    expect(listed.data?.['screens']).toContainEqual({
      id: approved?.screen.id,
      hasDeviceKey: true,
      lastRenewedAt: expect.any(String),
    });
  });

  it('is the only one that production takes', async () => {
    await using production = await startTrial({
      HONGXIN_ENV: 'production',
      CODE_DELIVERY_URL: 'https://sms.example/send',
      CODE_DELIVERY_SECRET: Buffer.alloc(32, 7).toString('base64url'),
    });
    const refused = await send('/auth/screen/pairing', {}, null, production);
    expect(refused).toMatchObject([400, { code: 'DEVICE_KEY_REQUIRED' }]);
    expect((await send('/auth/screen/pairing', {}, device, production))[0]).toBe(201);
    expect((await production.post('/dev/inbox', { phone: '13800000001' })).status).toBe(404);
  }, 30_000);
});
