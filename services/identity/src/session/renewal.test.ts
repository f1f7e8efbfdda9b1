import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

type Tokens = { accessToken: string; refreshToken: string };
const renew = (refreshToken: string) => trial.post('/auth/token', { refreshToken });
const renewed = async (refreshToken: string) => {
  const response = await renew(refreshToken);
  expect(response.status).toBe(200);
  return (await response.json()) as Tokens;
};
const sessionOf = ({ accessToken }: Tokens) => String(decodeJwt(accessToken)['sid']);
const age = (sid: string, change: Record<string, unknown>) =>
  trial.collections.sessions.updateOne({ _id: sid }, { $set: change });

let last = 13_800_100_000;
async function signedIn(): Promise<Tokens & { phone: string }> {
  const phone = String(last++);
  trial.enrol(phone);
  await trial.post('/auth/member/code', { phone });
  const response = await trial.post('/auth/member/sign-in', { phone, code: await trial.codeSentTo(phone) });
  return { ...((await response.json()) as Tokens), phone };
}

describe('renewing a session', () => {
  it('gives a new token each time and keeps the session', async () => {
    const first = await signedIn();
    const second = await renewed(first.refreshToken);
    const third = await renewed(second.refreshToken);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(sessionOf(third)).toBe(sessionOf(first));
  });

  it('gives the same answer again when the first one was lost', async () => {
    const first = await signedIn();
    const second = await renewed(first.refreshToken);
    const repeated = await renewed(first.refreshToken);
    expect(repeated.refreshToken).toBe(second.refreshToken);
    expect((await renewed(repeated.refreshToken)).refreshToken).not.toBe(second.refreshToken);
  });

  it('gives one token to ten tabs that ask at once', async () => {
    const { refreshToken } = await signedIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => renewed(refreshToken)));
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    await renewed(answers[0]?.refreshToken ?? '');
  });

  it('revokes the family when a spent token is shown later', async () => {
    const first = await signedIn();
    const second = await renewed(first.refreshToken);
    await age(sessionOf(first), { turnedAt: new Date(Date.now() - 31_000) });
    expect((await renew(first.refreshToken)).status).toBe(401);
    const refused = await renew(second.refreshToken);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  });

  it('revokes the family for a token spent two turns ago, even at once', async () => {
    const first = await signedIn();
    const third = await renewed((await renewed(first.refreshToken)).refreshToken);
    expect((await renew(first.refreshToken)).status).toBe(401);
    expect((await renew(third.refreshToken)).status).toBe(401);
  });

  it('cannot be ended by someone who knows the session id only', async () => {
    const tokens = await signedIn();
    const [sid, , turn] = tokens.refreshToken.split('.');
    expect((await renew(`${sid}.${'A'.repeat(22)}.${turn}`)).status).toBe(401);
    await trial.post('/auth/sign-out', { refreshToken: `${sid}.${'A'.repeat(22)}.${turn}` });
    await renewed(tokens.refreshToken);
  });

  it('keeps no token in the database', async () => {
    const tokens = await renewed((await signedIn()).refreshToken);
    const stored = JSON.stringify(await trial.collections.sessions.findById(sessionOf(tokens)).lean());
    for (const secret of tokens.refreshToken.split('.').slice(1)) expect(stored).not.toContain(secret);
  });

  it('slides, and ends when it was idle too long', async () => {
    const tokens = await signedIn();
    const sid = sessionOf(tokens);
    await age(sid, { expiresAt: new Date(Date.now() + 60_000) });
    const next = await renewed(tokens.refreshToken);
    const slid = await trial.collections.sessions.findById(sid).lean();
    expect(slid?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    await age(sid, { expiresAt: new Date() });
    expect((await renew(next.refreshToken)).status).toBe(401);
  });

  it('ends with signing out', async () => {
    const { refreshToken } = await signedIn();
    const out = await trial.post('/auth/sign-out', { refreshToken });
    expect([out.status, await out.text()]).toEqual([204, '']);
    expect((await renew(refreshToken)).status).toBe(401);
    expect((await trial.post('/auth/sign-out', { refreshToken })).status).toBe(204);
  });

  it('refuses what is no refresh token, an unsigned access token too', async () => {
    const { accessToken } = await signedIn();
    const [, payload] = accessToken.split('.');
    const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
    for (const text of [none, accessToken, '', '..', 'a.b.c', '💥'.repeat(100)])
      expect((await renew(text)).status).toBe(401);
  });
});

describe('what a session may do', () => {
  it('follows the roster: a new branch at the next renewal, and the end after moving away', async () => {
    const tokens = await signedIn();
    const sub = String(decodeJwt(tokens.accessToken).sub);
    trial.enrol(tokens.phone, { id: sub, orgPath: '/district/t2/b9/' });
    const second = await renewed(tokens.refreshToken);
    expect(decodeJwt(second.accessToken)['roles']).toEqual([{ role: 'MEMBER', orgPath: '/district/t2/b9/' }]);
    trial.roster.state.isAway = true;
    const third = await renewed(second.refreshToken).finally(() => (trial.roster.state.isAway = false));
    expect(decodeJwt(third.accessToken)['roles']).toEqual([{ role: 'MEMBER', orgPath: '/district/t2/b9/' }]);
    trial.enrol(tokens.phone, { id: sub, status: 'TRANSFERRED_OUT' });
    expect((await renew(third.refreshToken)).status).toBe(401);
    trial.enrol(tokens.phone, { id: sub });
    expect((await renew(third.refreshToken)).status).toBe(401);
  });

  it('ends when the number belongs to another member now', async () => {
    const tokens = await signedIn();
    trial.enrol(tokens.phone);
    expect((await renew(tokens.refreshToken)).status).toBe(401);
  });
});
