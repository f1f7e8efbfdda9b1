import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../trial/browser.ts';
import { makeDevice } from '../trial/device.ts';
import { startSsoProvider, type SsoPerson } from '../trial/sso-provider.ts';
import { startTrial, type Trial } from '../trial/trial.ts';

const redirectUri = 'https://hongxin.example/auth/staff/sso/callback';
const client = { id: 'hongxin', secret: 'not-in-any-log-0123456789' };
const provider = await startSsoProvider({ ...client, redirectUri });
const device = await makeDevice();
const password = 'correct horse battery 9';
let trial: Trial;
beforeAll(async () => {
  const { id, secret } = client;
  const oidc = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret };
  trial = await startTrial({ ...oidc, PUBLIC_ORIGIN: 'https://hongxin.example' });
}, 60_000);
afterAll(async () => {
  await trial?.[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
beforeEach(() => void Object.assign(provider.state, { person: null, isAway: false }));

type Browser = ReturnType<typeof openBrowser>;
type Answer = {
  accessToken: string;
  refreshToken: string;
  viewer: { id: string; displayName: string };
  code?: string;
  ticket?: string;
  secret?: string;
};
const open = () => openBrowser(trial.url);
const DISTRICT = [{ role: 'DISTRICT', orgPath: '/district/' }];
const SYSTEM = [{ role: 'SYSTEM_ADMIN', orgPath: '/district/' }];

/** At the provider, from its door to the link that leads back to us. */
async function atProvider(door: string, person: SsoPerson | null): Promise<string> {
  provider.state.person = person;
  const browser = openBrowser(provider.issuer);
  let { url } = await browser.follow(door);
  for (let step = 0; step < 6 && url.origin === provider.issuer; step++)
    ({ url } = await browser.follow(url.href));
  expect(url.origin + url.pathname).toBe(redirectUri);
  return url.pathname + url.search;
}
async function leave(browser: Browser): Promise<string> {
  return (await browser.follow('/auth/staff/sso/start')).url.href;
}
/** Signs in there and comes back; what stands behind the `#` then. */
async function arrive(person: SsoPerson | null, browser = open()) {
  const { page, hash } = await browser.follow(await atProvider(await leave(browser), person));
  expect(page).toBe('/console/sign-in');
  return { browser, hash };
}
async function handOver(person: SsoPerson, from?: typeof device) {
  const { browser, hash } = await arrive(person);
  expect(hash).toEqual({ handover: expect.any(String) });
  return browser.post<Answer>('/auth/handover', { code: hash['handover'] }, from);
}
const eventsOf = async (accountId: string) =>
  (await trial.connection.collection('outbox').find({ 'data.accountId': accountId }).toArray()).map((row) =>
    String(row['type']),
  );

describe('the single sign-on', () => {
  it('leaves with a code challenge, state and nonce, and no secret', async () => {
    const url = new URL(await leave(open()));
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toMatchObject({
      client_id: 'hongxin',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]?.length).toBeGreaterThan(40);
    expect(url.href).not.toContain(client.secret);
    const methods = await (await fetch(`${trial.url}/auth/methods`)).json();
    expect(methods).toEqual({ member: ['ONE_TIME_CODE'], staff: ['PASSWORD', 'SINGLE_SIGN_ON'] });
  });

  it('finds an account by its username once, then by the provider’s own subject', async () => {
    const account = await trial.addStaff('wang', password, DISTRICT);
    const first = await handOver({ sub: 'sub-wang', username: 'Wang' }, device);
    expect([first.status, first.body.viewer]).toMatchObject([
      200,
      { id: account._id, displayName: '测试账号' },
    ]);
    const session = await trial.collections.sessions
      .findById(decodeJwt(first.body.accessToken)['sid'])
      .lean();
    expect([session?.method, session?.keyThumbprint]).toEqual(['SINGLE_SIGN_ON', device.thumbprint]);
    provider.state.usernames.clear();
    expect((await handOver({ sub: 'sub-wang', username: 'renamed' })).body.viewer.id).toBe(account._id);
    expect(await eventsOf(account._id)).toEqual(['SingleSignOnBound']);
    const stored = JSON.stringify(await trial.collections.staffAccounts.findById(account._id).lean());
    expect(stored).not.toContain('sub-wang');
  });

  it('does not give a bound account to another with the same name', async () => {
    await trial.addStaff('li', password, DISTRICT);
    expect((await handOver({ sub: 'sub-li', username: 'li' })).status).toBe(200);
    expect((await arrive({ sub: 'sub-other-li', username: 'li' })).hash).toEqual({
      refused: 'SSO_NOT_BOUND',
    });
  });

  it.each([
    ['nobody here', { sub: 'sub-a', username: 'nobody-here' }],
    ['without a name', { sub: 'sub-b' }],
    ['like a query', { sub: 'sub-c', username: '{"$gt":""}' }],
  ])('refuses who is %s', async (_name, person) => {
    expect((await arrive(person)).hash).toEqual({ refused: 'SSO_NOT_BOUND' });
  });

  it('refuses a disabled account, bound before or not', async () => {
    const { _id } = await trial.addStaff('gone', password, DISTRICT);
    expect((await handOver({ sub: 'sub-gone', username: 'gone' })).status).toBe(200);
    const { browser, hash } = await arrive({ sub: 'sub-gone', username: 'gone' });
    await trial.collections.staffAccounts.updateOne({ _id }, { $set: { disabledAt: new Date() } });
    expect((await browser.post('/auth/handover', { code: hash['handover'] })).status).toBe(401);
    expect((await arrive({ sub: 'sub-gone', username: 'gone' })).hash).toEqual({ refused: 'SSO_NOT_BOUND' });
    await trial.addStaff('never', password, DISTRICT, { disabledAt: new Date() });
    expect((await arrive({ sub: 'sub-never', username: 'never' })).hash).toEqual({
      refused: 'SSO_NOT_BOUND',
    });
  });
});

describe('an administrator', () => {
  it('is not made by a name', async () => {
    const account = await trial.addStaff('root', password, SYSTEM);
    const { hash } = await arrive({ sub: 'sub-root', username: 'root', amr: ['mfa'] });
    expect(hash).toEqual({ refused: 'SSO_NOT_BOUND' });
    expect(await eventsOf(account._id)).toEqual([]);
  });

  it('binds the own account when stepped up, and gives a second factor here unless the provider asked for one', async () => {
    const account = await trial.addStaff('boss', password, DISTRICT);
    const browser = open();
    const signedIn = await browser.post<Answer>(
      '/auth/staff/sign-in',
      { username: 'boss', password },
      device,
    );
    const ask = (refreshToken: string, from?: typeof device) =>
      browser.post<{ url: string; code?: string }>('/auth/staff/sso/bind', { refreshToken }, from);
    const { refreshToken } = signedIn.body;
    expect((await ask(refreshToken)).body.code).toBe('DEVICE_KEY_REQUIRED');
    expect((await ask(refreshToken, device)).body.code).toBe('STEP_UP_REQUIRED');
    const stepped = await browser.post<Answer>('/auth/staff/step-up', { refreshToken, password }, device);
    const left = await ask(stepped.body.refreshToken, device);
    expect(left.status).toBe(200);
    const person = { sub: 'sub-boss', username: 'another-name' };
    const { hash } = await browser.follow(await atProvider(left.body.url, person));
    expect(hash['handover']).toBeDefined();
    expect(await eventsOf(account._id)).toEqual(['SingleSignOnBound']);
    await trial.collections.staffAccounts.updateOne({ _id: account._id }, { $set: { roles: SYSTEM } });
    const setUp = await handOver(person, device);
    expect([setUp.status, setUp.body.code]).toEqual([403, 'SECOND_FACTOR_SETUP_REQUIRED']);
    const secondFactor = { secretSealed: 'x', setUpAt: new Date(), lastStep: 0, recoveryHashes: [] };
    await trial.collections.staffAccounts.updateOne({ _id: account._id }, { $set: { secondFactor } });
    for (const amr of [['pwd'], ['pwd', 'sms']]) {
      const asked = await handOver({ ...person, amr }, device);
      expect([asked.status, asked.body.code]).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
      expect(asked.body.ticket).toMatch(/^[\w-]{43}$/);
    }
    const trusted = await handOver({ ...person, amr: ['pwd', 'otp'] }, device);
    expect([trusted.status, trusted.body.viewer.id]).toEqual([200, account._id]);
  });
});

describe('what comes back', () => {
  const refusal = async (browser: Browser, path: string) => (await browser.follow(path)).hash['refused'];
  const person = { sub: 'sub-zhao', username: 'zhao' };

  it('with a forged, a foreign or a spent state opens nothing', async () => {
    await trial.addStaff('zhao', password, DISTRICT);
    const [browser, victim] = [open(), open()];
    const back = await atProvider(await leave(browser), person);
    await leave(victim);
    for (const other of [victim, open()]) expect(await refusal(other, back)).toBe('SIGN_IN_STATE_WRONG');
    const forged = back.replace(/state=\w{8}/, 'state=00000000');
    expect(await refusal(browser, forged)).toBe('SIGN_IN_STATE_WRONG');
    expect((await browser.follow(back)).hash['handover']).toBeDefined();
    expect(await refusal(browser, back)).toBe('SIGN_IN_STATE_WRONG');
  });

  it('with the code of another browser’s sign-in opens nothing: the verifier does not fit', async () => {
    const [attacker, victim] = [open(), open()];
    const stolen = new URL(await atProvider(await leave(victim), person), trial.url).searchParams.get('code');
    const own = new URL(await atProvider(await leave(attacker), person), trial.url);
    own.searchParams.set('code', stolen ?? '');
    expect(await refusal(attacker, own.pathname + own.search)).toBe('SIGN_IN_DENIED');
  });

  it('from another provider opens nothing', async () => {
    const browser = open();
    const back = new URL(await atProvider(await leave(browser), person), trial.url);
    back.searchParams.set('iss', 'https://evil.example');
    expect(await refusal(browser, back.pathname + back.search)).toBe('PROVIDER_AWAY');
  });

  it('says when the person refused, and when the provider is away', async () => {
    expect((await arrive(null)).hash).toEqual({ refused: 'SIGN_IN_DENIED' });
    const browser = open();
    const back = await atProvider(await leave(browser), person);
    provider.state.isAway = true;
    expect(await refusal(browser, back)).toBe('PROVIDER_AWAY');
  });
});

it('starts without the provider, and asks it again later', async () => {
  provider.state.isAway = true;
  await using other = await startTrial({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
  });
  const browser = openBrowser(other.url, {
    'x-forwarded-host': 'hongxin.example',
    'x-forwarded-proto': 'https',
  });
  expect((await browser.follow('/auth/staff/sso/start')).hash).toEqual({ refused: 'PROVIDER_AWAY' });
  provider.state.isAway = false;
  const { url } = await browser.follow('/auth/staff/sso/start');
  expect([url.origin, url.searchParams.get('redirect_uri')]).toEqual([provider.issuer, redirectUri]);
}, 40_000);

it('writes neither subjects, names nor the secret into the log', () => {
  expect(trial.logged()).not.toMatch(/sub-|zhao|wang|not-in-any-log/);
});
