import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const PASSWORD = 'correct horse battery';
const roles = [{ role: 'TOWNSHIP', orgPath: '/district/t1/' }];
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36';

async function signIn(username: string) {
  const body = { username, password: PASSWORD };
  const response = await trial.post('/auth/staff/sign-in', body, { 'user-agent': CHROME });
  const { accessToken, refreshToken } = (await response.json()) as Record<
    'accessToken' | 'refreshToken',
    string
  >;
  return { refreshToken, sid: String(decodeJwt(accessToken)['sid']) };
}
const viewerOf = (sub: string, session: string, role = 'TOWNSHIP'): Viewer => ({
  sub,
  kind: 'STAFF',
  roles: [{ role, orgPath: '/district/' }],
  scopes: [],
  session,
});
const renews = async (refreshToken: string) =>
  (await trial.post('/auth/token', { refreshToken })).status === 200;
const ended = async (sid: string) =>
  (
    await trial.connection
      .collection('outbox')
      .find({ type: 'SessionsEnded', 'data.sessionIds': sid })
      .toArray()
  ).map(({ data }) => (data as { why: string }).why);

const MINE = '{ mySignInSessions { id kind isCurrent device hasDeviceKey method revokedAt } }';
const REVOKE = 'mutation($id: ID!) { revokeSignInSession(id: $id) { id revokedAt } }';
const code = async (viewer: Viewer, query: string, variables = {}) =>
  (await trial.graphql(viewer, query, variables)).errors?.[0]?.extensions.code;

describe('open sessions', () => {
  it('are seen by whoever signed in, the last used first', async () => {
    const { _id } = await trial.addStaff('sees', PASSWORD, roles);
    const [first, second] = [await signIn('sees'), await signIn('sees')];
    const { data } = await trial.graphql(viewerOf(_id, first.sid), MINE);
    const common = { kind: 'STAFF', device: 'Chrome · Windows', hasDeviceKey: false, method: 'PASSWORD' };
    expect(data?.['mySignInSessions']).toEqual([
      { ...common, id: second.sid, isCurrent: false, revokedAt: null },
      { ...common, id: first.sid, isCurrent: true, revokedAt: null },
    ]);
  }, 30_000);

  it('are ended by whoever signed in, and the gateways hear of it', async () => {
    const { _id } = await trial.addStaff('ends', PASSWORD, roles);
    const [first, second] = [await signIn('ends'), await signIn('ends')];
    const viewer = viewerOf(_id, first.sid);
    const { data } = await trial.graphql(viewer, REVOKE, { id: second.sid });
    expect(
      (data?.['revokeSignInSession'] as { revokedAt: string | null } | undefined)?.revokedAt,
    ).not.toBeNull();
    expect(await renews(second.refreshToken)).toBe(false);
    await trial.graphql(viewer, REVOKE, { id: second.sid });
    expect(await ended(second.sid)).toEqual(['REVOKED']);
    expect(await renews(first.refreshToken)).toBe(true);
  }, 30_000);

  it('of others are not found, but by the system administrator', async () => {
    const { _id } = await trial.addStaff('others', PASSWORD, roles);
    const { sid, refreshToken } = await signIn('others');
    const [stranger, admin] = [viewerOf(newId(), newId()), viewerOf(newId(), newId(), 'SYSTEM_ADMIN')];
    expect(await code(stranger, REVOKE, { id: sid })).toBe('NOT_FOUND');
    expect(await code({ ...stranger, kind: 'MEMBER', sub: _id }, REVOKE, { id: sid })).toBe('NOT_FOUND');
    const list = `query($id: ID!) { signInSessions(kind: STAFF, subjectId: $id) { id } }`;
    expect(await code(stranger, list, { id: _id })).toBe('FORBIDDEN');
    expect((await trial.graphql(admin, list, { id: _id })).data).toEqual({ signInSessions: [{ id: sid }] });
    expect(await code(admin, REVOKE, { id: sid })).toBeUndefined();
    expect(await renews(refreshToken)).toBe(false);
  }, 30_000);

  it('end all but the one that asks', async () => {
    const { _id } = await trial.addStaff('all', PASSWORD, roles);
    const [first, ...others] = [await signIn('all'), await signIn('all'), await signIn('all')];
    const { data } = await trial.graphql(
      viewerOf(_id, first.sid),
      'mutation { revokeMyOtherSignInSessions }',
    );
    expect(data).toEqual({ revokeMyOtherSignInSessions: 2 });
    expect(await renews(first.refreshToken)).toBe(true);
    for (const { refreshToken } of others) expect(await renews(refreshToken)).toBe(false);
  }, 30_000);
});

describe('a change of the password', () => {
  const change = (body: Record<string, string>) => trial.post('/auth/staff/password', body);

  it('ends the other sessions, keeps this one, and takes none of the last five again', async () => {
    await trial.addStaff('changes', PASSWORD, roles);
    const [here, there] = [await signIn('changes'), await signIn('changes')];
    const { refreshToken } = here;
    let oldPassword = PASSWORD;
    const news = ['purple', 'orange', 'yellow', 'silver', 'golden'].map(
      (color) => `seven ${color} umbrellas`,
    );
    expect(
      (await change({ refreshToken, oldPassword: 'wrong password', newPassword: news[0] ?? '' })).status,
    ).toBe(401);
    for (const newPassword of news) {
      expect((await change({ refreshToken, oldPassword, newPassword })).status).toBe(204);
      oldPassword = newPassword;
      const [second = ''] = news;
      const again = await change({ refreshToken, oldPassword, newPassword: second });
      expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([400, 'PASSWORD_WEAK']);
    }
    expect((await change({ refreshToken, oldPassword, newPassword: PASSWORD })).status).toBe(204); // the sixth one back
    expect(await renews(there.refreshToken)).toBe(false);
    expect(await ended(there.sid)).toEqual(['PASSWORD_CHANGED']);
    expect(await renews(refreshToken)).toBe(true);
  }, 60_000);

  it('is not for members, whoever signed out, or somebody who guesses', async () => {
    await trial.addStaff('guessed', PASSWORD, roles);
    const { refreshToken } = await signIn('guessed');
    const newPassword = 'seven purple umbrellas';
    for (let i = 0; i < 5; i++)
      expect((await change({ refreshToken, oldPassword: `guess number ${i}`, newPassword })).status).toBe(
        401,
      );
    expect((await change({ refreshToken, oldPassword: PASSWORD, newPassword })).status).toBe(401);
    await trial.post('/auth/sign-out', { refreshToken });
    expect((await change({ refreshToken, oldPassword: PASSWORD, newPassword })).status).toBe(401);
  }, 30_000);
});

describe('sessions that end by themselves', () => {
  it('tell the gateways too: signed out, or a spent token shown again', async () => {
    await trial.addStaff('out', PASSWORD, roles);
    const [out, reused] = [await signIn('out'), await signIn('out')];
    await trial.post('/auth/sign-out', { refreshToken: out.refreshToken });
    expect(await ended(out.sid)).toEqual(['SIGNED_OUT']);
    await renews(reused.refreshToken);
    await trial.collections.sessions.updateOne({ _id: reused.sid }, { $set: { turnedAt: new Date(0) } });
    await renews(reused.refreshToken);
    expect(await ended(reused.sid)).toEqual(['TOKEN_REUSED']);
  }, 30_000);
});
