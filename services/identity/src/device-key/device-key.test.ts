import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDevice } from '../trial/device.ts';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const device = await makeDevice();
const stranger = await makeDevice();
type Device = typeof device;

async function send(
  path: string,
  body: object,
  from: Device | null,
): Promise<[number, Record<string, string>]> {
  const response = await trial.post(path, body, from ? await from.headers(path) : {});
  return [
    response.status,
    response.status === 204 ? {} : ((await response.json()) as Record<string, string>),
  ];
}
const renew = (refreshToken: string, from: Device | null) => send('/auth/token', { refreshToken }, from);

let last = 13_800_200_000;
async function signIn(from: Device | null): Promise<string> {
  const phone = String(last++);
  trial.enrol(phone);
  await trial.post('/auth/member/code', { phone });
  const [status, tokens] = await send(
    '/auth/member/sign-in',
    { phone, code: await trial.codeSentTo(phone) },
    from,
  );
  expect(status).toBe(200);
  return String(tokens['refreshToken']);
}

describe('a session that was opened with a key', () => {
  it('is renewed with a proof of that key, and knows its thumbprint', async () => {
    const refreshToken = await signIn(device);
    const [status, tokens] = await renew(refreshToken, device);
    expect(status).toBe(200);
    const stored = await trial.collections.sessions.findById(refreshToken.split('.')[0]).lean();
    expect(stored?.keyThumbprint).toBe(device.thumbprint);
    expect((await renew(String(tokens['refreshToken']), device))[0]).toBe(200);
  });

  it('is not renewed without one or by another key, and stays open', async () => {
    const refreshToken = await signIn(device);
    for (const from of [null, stranger])
      expect(await renew(refreshToken, from)).toMatchObject([401, { code: 'DEVICE_KEY_REQUIRED' }]);
    expect((await renew(refreshToken, device))[0]).toBe(200);
  });

  it('is not ended by a thief who shows a spent token, but by its own device that does', async () => {
    const first = await signIn(device);
    const [, second] = await renew(first, device);
    const [, third] = await renew(String(second['refreshToken']), device);
    for (const from of [null, stranger])
      expect(await renew(first, from)).toMatchObject([401, { code: 'DEVICE_KEY_REQUIRED' }]);
    const [status, tokens] = await renew(String(third['refreshToken']), device);
    expect(status).toBe(200);
    expect(await renew(first, device)).toMatchObject([401, { code: 'UNAUTHENTICATED' }]);
    expect((await renew(String(tokens['refreshToken']), device))[0]).toBe(401);
  });

  it('can be signed out by a device that lost its key', async () => {
    const refreshToken = await signIn(device);
    expect((await send('/auth/sign-out', { refreshToken }, null))[0]).toBe(204);
    expect((await renew(refreshToken, device))[0]).toBe(401);
  });

  it('takes no step up and no new password without the proof', async () => {
    const password = 'correct horse battery 9';
    await trial.addStaff('keyed', password, [{ role: 'DISTRICT', orgPath: '/district/' }]);
    const [, tokens] = await send('/auth/staff/sign-in', { username: 'keyed', password }, device);
    const { refreshToken } = tokens;
    const asks = [
      ['/auth/staff/step-up', { refreshToken, password }],
      [
        '/auth/staff/password',
        { refreshToken, oldPassword: password, newPassword: 'another horse battery 9' },
      ],
      ['/auth/staff/second-factor/begin', { refreshToken }],
    ] as const;
    for (const [path, body] of asks)
      for (const from of [null, stranger])
        expect(await send(path, body, from)).toMatchObject([401, { code: 'DEVICE_KEY_REQUIRED' }]);
    expect((await send('/auth/staff/step-up', { refreshToken, password }, device))[0]).toBe(200);
  });
});

describe('a session that was opened without one', () => {
  it('is renewed without, and by whoever proves any', async () => {
    const [status, tokens] = await renew(await signIn(null), null);
    expect(status).toBe(200);
    expect((await renew(String(tokens['refreshToken']), device))[0]).toBe(200);
  });
});

describe('a proof', () => {
  it('works once, also when it comes ten times at once', async () => {
    const refreshToken = await signIn(device);
    const headers = await device.headers('/auth/token');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => trial.post('/auth/token', { refreshToken }, headers)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const again = await trial.post('/auth/token', { refreshToken }, headers);
    expect([again.status, await again.json()]).toMatchObject([401, { code: 'DEVICE_KEY_INVALID' }]);
  });

  it('of another path, another time or no form opens nothing', async () => {
    const phone = String(last++);
    trial.enrol(phone);
    await trial.post('/auth/member/code', { phone });
    const body = { phone, code: await trial.codeSentTo(phone) };
    const path = '/auth/member/sign-in';
    const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
    const wrong = [
      await device.proof('/auth/token'),
      await device.proof(path, { iat: hourAgo }),
      await device.proof(path, { iat: hourAgo + 7_200 }),
      'none',
    ];
    for (const dpop of wrong) {
      const response = await trial.post(path, body, { dpop });
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'DEVICE_KEY_INVALID' }]);
    }
    expect((await send(path, body, device))[0]).toBe(200);
  });
});
