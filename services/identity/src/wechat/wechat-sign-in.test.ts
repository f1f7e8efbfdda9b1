import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../trial/browser.ts';
import { makeDevice } from '../trial/device.ts';
import { startTrial, type Trial } from '../trial/trial.ts';
import { startWechatServer } from '../trial/wechat-server.ts';

const app = { id: 'wx0123456789', secret: 'not-in-any-log' };
const wechat = await startWechatServer(app);
const device = await makeDevice();
let trial: Trial;
beforeAll(async () => {
  const more = { WECHAT_APP_ID: app.id, WECHAT_APP_SECRET: app.secret, WECHAT_BASE_URL: wechat.url };
  trial = await startTrial(more);
}, 60_000);
afterAll(async () => {
  await trial?.[Symbol.asyncDispose]();
  await wechat[Symbol.asyncDispose]();
});
beforeEach(
  () => void Object.assign(wechat.state, { isAway: false, isSnapshot: false, errcode: 0, unionid: '' }),
);

type Browser = ReturnType<typeof openBrowser>;
type Tokens = {
  accessToken: string;
  refreshToken: string;
  viewer: { id: string; kind: string };
  code?: string;
};
const open = () =>
  openBrowser(trial.url, { 'x-forwarded-host': 'hongxin.example', 'x-forwarded-proto': 'https' });
const back = (state: string, code: string) => `/auth/wechat/callback?${new URLSearchParams({ code, state })}`;
let last = 13_800_300_000;

async function leave(browser: Browser, to = '/m/'): Promise<string> {
  const { url } = await browser.follow(`/auth/wechat/start?to=${encodeURIComponent(to)}`);
  return url.searchParams.get('state') ?? '';
}
/** To WeChat and back, as its user. */
async function comeBack(browser: Browser, openid: string, to?: string) {
  return browser.follow(back(await leave(browser, to), wechat.newCode(openid)));
}
async function signInWithCode(browser: Browser, phone: string, bindTicket?: string) {
  await trial.post('/auth/member/code', { phone });
  const body = { phone, code: await trial.codeSentTo(phone), ...(bindTicket && { bindTicket }) };
  return browser.post<Tokens>('/auth/member/sign-in', body);
}
async function bound(openid: string) {
  const phone = String(last++);
  const member = trial.enrol(phone);
  const browser = open();
  const { hash } = await comeBack(browser, openid);
  const { body } = await signInWithCode(browser, phone, hash['bind']);
  return { phone, member, tokens: body };
}
const eventsOf = async (memberId: string) =>
  (await trial.connection.collection('outbox').find({ 'data.memberId': memberId }).toArray()).map((row) =>
    String(row['type']),
  );

describe('signing in by WeChat', () => {
  it('asks WeChat for no more than who it is', async () => {
    const browser = open();
    const response = await browser.get('/auth/wechat/start?to=/m/');
    expect(response.status).toBe(302);
    const cookie = response.headers.get('set-cookie') ?? '';
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/auth']) expect(cookie).toContain(part);
    const url = new URL(response.headers.get('location') ?? '');
    expect([url.pathname, url.hash]).toEqual(['/connect/oauth2/authorize', '#wechat_redirect']);
    expect([...url.searchParams.keys()]).toEqual([
      'appid',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      appid: app.id,
      redirect_uri: 'https://hongxin.example/auth/wechat/callback',
      scope: 'snsapi_base',
    });
    expect(url.searchParams.get('state')).toMatch(/^[a-zA-Z0-9]{64}$/);
  });

  it('binds once by a one-time code, and is silent later, bound to the device', async () => {
    wechat.state.unionid = 'union-of-1';
    const { member } = await bound('openid-of-1');
    expect(await eventsOf(member.id)).toEqual(['WechatBound']);
    const browser = open();
    const { page, hash } = await comeBack(browser, 'openid-of-1', '/m/c/AbC?x=1');
    expect(page).toBe(`/m/sign-in?${new URLSearchParams({ next: '/m/c/AbC?x=1' })}`);
    const { status, body } = await browser.post<Tokens>('/auth/handover', { code: hash['handover'] }, device);
    expect([status, body.viewer]).toEqual([200, { id: member.id, kind: 'MEMBER' }]);
    const session = await trial.collections.sessions.findById(decodeJwt(body.accessToken)['sid']).lean();
    expect([session?.method, session?.keyThumbprint]).toEqual(['WECHAT', device.thumbprint]);
    expect((await browser.post('/auth/token', { refreshToken: body.refreshToken })).status).toBe(401);
  });

  it('keeps openid and unionid sealed', async () => {
    wechat.state.unionid = 'union-of-2';
    await bound('openid-of-2');
    const stored = JSON.stringify(await trial.connection.collection('wechatBindings').find().toArray());
    expect(stored).not.toMatch(/openid-of|union-of/);
    expect(await trial.collections.wechatTickets.countDocuments()).toBe(0);
  });

  it('is offered where it is set up', async () => {
    const methods = await (await fetch(`${trial.url}/auth/methods`)).json();
    expect(methods).toEqual({ member: ['ONE_TIME_CODE', 'WECHAT'], staff: ['PASSWORD'] });
  });
});

describe('a handover code', () => {
  it('works once, of ten at once too', async () => {
    await bound('openid-of-3');
    const browser = open();
    const { hash } = await comeBack(browser, 'openid-of-3');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => browser.post('/auth/handover', { code: hash['handover'] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const again = await browser.post('/auth/handover', { code: hash['handover'] });
    expect([again.status, again.body['code']]).toEqual([401, 'HANDOVER_EXPIRED']);
  });

  it('works in its own browser and for a minute', async () => {
    await bound('openid-of-4');
    const browser = open();
    const { hash } = await comeBack(browser, 'openid-of-4');
    const other = open();
    await leave(other);
    for (const thief of [open(), other])
      expect((await thief.post('/auth/handover', { code: hash['handover'] })).status).toBe(401);
    await trial.collections.handovers.updateMany({}, { $set: { expiresAt: new Date() } });
    expect((await browser.post('/auth/handover', { code: hash['handover'] })).status).toBe(401);
  });
});

describe('what comes back', () => {
  const refusal = async (browser: Browser, path: string) => (await browser.follow(path)).hash['refused'];

  it('with a forged, a foreign or a spent state opens nothing, and WeChat is not asked', async () => {
    await bound('openid-of-5');
    const [browser, victim] = [open(), open()];
    const state = await leave(browser);
    await leave(victim);
    wechat.state.asked.length = 0;
    const code = wechat.newCode('openid-of-5');
    expect(await refusal(victim, back(state, code))).toBe('SIGN_IN_STATE_WRONG');
    expect(await refusal(open(), back(state, code))).toBe('SIGN_IN_STATE_WRONG');
    expect(await refusal(browser, back('0'.repeat(64), code))).toBe('SIGN_IN_STATE_WRONG');
    expect(await refusal(browser, '/auth/wechat/callback')).toBe('SIGN_IN_STATE_WRONG');
    expect(wechat.state.asked).toEqual([]);
    expect((await browser.follow(back(state, code))).hash['handover']).toBeDefined();
    expect(await refusal(browser, back(state, wechat.newCode('openid-of-5')))).toBe('SIGN_IN_STATE_WRONG');
  });

  it('with a code that was used, or none, opens nothing', async () => {
    await bound('openid-of-6');
    const browser = open();
    const code = wechat.newCode('openid-of-6');
    await browser.follow(back(await leave(browser), code));
    expect(await refusal(browser, back(await leave(browser), code))).toBe('WECHAT_CODE_SPENT');
    expect(await refusal(browser, back(await leave(browser), 'unknown'))).toBe('WECHAT_CODE_SPENT');
    expect(await refusal(browser, back(await leave(browser), ''))).toBe('SIGN_IN_DENIED');
  });

  it('with a made-up user of a previewed page binds nobody', async () => {
    wechat.state.isSnapshot = true;
    expect((await comeBack(open(), 'openid-of-nobody')).hash).toEqual({ refused: 'WECHAT_SNAPSHOT' });
  });

  it.each(['https://evil.example/m/', '//evil.example', '/console', '/m/../console'])(
    'does not lead to %s',
    async (to) => {
      const { page } = await comeBack(open(), 'openid-of-nobody', to);
      expect(page).toBe('/m/sign-in');
    },
  );

  it('while WeChat is away says so, soon enough', async () => {
    const browser = open();
    const path = back(await leave(browser), 'any');
    wechat.state.isAway = true;
    expect(await refusal(browser, path)).toBe('PROVIDER_AWAY');
    Object.assign(wechat.state, { isAway: false, errcode: -1 });
    expect(await refusal(browser, back(await leave(browser), 'any'))).toBe('PROVIDER_AWAY');
  }, 15_000);

  it('while the roster is away says so, and stays bound', async () => {
    const { member } = await bound('openid-of-7');
    trial.roster.state.isAway = true;
    const { hash } = await comeBack(open(), 'openid-of-7');
    trial.roster.state.isAway = false;
    expect(hash).toEqual({ refused: 'UNAVAILABLE' });
    expect((await comeBack(open(), 'openid-of-7')).hash['handover']).toBeDefined();
    expect(await eventsOf(member.id)).toEqual(['WechatBound']);
  });
});

describe('a binding', () => {
  it('ends when the member moved away', async () => {
    const { phone, member } = await bound('openid-of-8');
    trial.enrol(phone, { id: member.id, status: 'TRANSFERRED_OUT' });
    expect((await comeBack(open(), 'openid-of-8')).hash).toEqual({ refused: 'NOT_IN_ROSTER' });
    expect(await eventsOf(member.id)).toEqual(['WechatBound', 'WechatUnbound']);
    expect((await comeBack(open(), 'openid-of-8')).hash['bind']).toBeDefined();
  });

  it('ends when the number belongs to another member, who is not signed in by it', async () => {
    const { phone } = await bound('openid-of-9');
    trial.enrol(phone);
    expect((await comeBack(open(), 'openid-of-9')).hash).toEqual({ refused: 'NOT_IN_ROSTER' });
  });

  it('is not made by a ticket of another browser: nobody is lured into binding a stranger', async () => {
    const phone = String(last++);
    trial.enrol(phone);
    const { hash } = await comeBack(open(), 'openid-of-attacker');
    const victim = open();
    await leave(victim);
    const refused = await signInWithCode(victim, phone, hash['bind']);
    expect([refused.status, refused.body.code]).toEqual([400, 'BIND_TICKET_EXPIRED']);
    const code = await trial.codeSentTo(phone);
    expect((await victim.post('/auth/member/sign-in', { phone, code })).status).toBe(200);
    expect((await comeBack(open(), 'openid-of-attacker')).hash['handover']).toBeUndefined();
  });

  it('is one for a member: another WeChat takes its place', async () => {
    const { phone, member } = await bound('openid-of-10');
    const browser = open();
    const { hash } = await comeBack(browser, 'openid-of-10-new');
    await trial.collections.oneTimeCodes.deleteMany({});
    expect((await signInWithCode(browser, phone, hash['bind'])).status).toBe(200);
    expect(await trial.collections.wechatBindings.countDocuments({ memberId: member.id })).toBe(1);
    expect((await comeBack(open(), 'openid-of-10')).hash['bind']).toBeDefined();
  });

  it('is taken away by the member', async () => {
    const { member, tokens } = await bound('openid-of-11');
    const { refreshToken } = tokens;
    expect((await open().post('/auth/wechat/unbind', { refreshToken: 'none' })).status).toBe(401);
    for (let i = 0; i < 2; i++)
      expect((await open().post('/auth/wechat/unbind', { refreshToken })).status).toBe(204);
    expect((await comeBack(open(), 'openid-of-11')).hash['bind']).toBeDefined();
    expect(await eventsOf(member.id)).toEqual(['WechatBound', 'WechatUnbound']);
  });
});

it('writes neither openids, codes nor the secret into the log', () => {
  expect(trial.logged()).not.toMatch(/openid-of|union-of|not-in-any-log|access_token\?/);
});
