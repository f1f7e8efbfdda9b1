import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const PASSWORD = 'correct horse battery';
const roles = [{ role: 'DISTRICT', orgPath: '/district/' }];
const signIn = (username: string, password: string) =>
  trial.post('/auth/staff/sign-in', { username, password });

describe('staff signs in', () => {
  it('with name, roles and a session of at most eight hours', async () => {
    const account = await trial.addStaff('fuyang', PASSWORD, roles);
    const response = await signIn(' FuYang ', PASSWORD);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { accessToken: string; refreshToken: string; viewer: unknown };
    expect(answer.viewer).toEqual({ id: account._id, kind: 'STAFF', displayName: '测试账号', roles });
    const { sid, ...claims } = decodeJwt(answer.accessToken);
    expect(claims).toMatchObject({ sub: account._id, kind: 'STAFF', roles, scopes: [] });
    const session = await trial.collections.sessions.findById(String(sid)).lean();
    const lifeMs = (session?.absoluteUntil?.getTime() ?? 0) - (session?.createdAt.getTime() ?? 0);
    expect(lifeMs).toBe(8 * 3_600_000);
    await trial.collections.staffAccounts.updateOne(
      { _id: account._id },
      { $set: { disabledAt: new Date() } },
    );
    expect((await trial.post('/auth/token', { refreshToken: answer.refreshToken })).status).toBe(401);
    expect((await signIn('fuyang', PASSWORD)).status).toBe(401);
  });

  it('again after four wrong passwords, which are then forgotten', async () => {
    await trial.addStaff('careful', PASSWORD, roles);
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) expect((await signIn('careful', 'wrong')).status).toBe(401);
      expect((await signIn('careful', PASSWORD)).status).toBe(200);
    }
  }, 30_000);

  it('twenty times at once', async () => {
    await trial.addStaff('busy', PASSWORD, roles);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn('busy', PASSWORD)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }, 30_000);
});

describe('guessing a password', () => {
  it('locks the account for 15 minutes, in which the right one is refused too', async () => {
    const { _id } = await trial.addStaff('locked', PASSWORD, roles);
    for (let i = 0; i < 5; i++) expect((await signIn('locked', 'wrong')).status).toBe(401);
    expect((await signIn('locked', PASSWORD)).status).toBe(401);
    const account = await trial.collections.staffAccounts.findById(_id).lean();
    expect((account?.lockedUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(14 * 60_000);
    await trial.collections.staffAccounts.updateOne({ _id }, { $set: { lockedUntil: new Date() } });
    expect((await signIn('locked', PASSWORD)).status).toBe(200);
  }, 30_000);

  it('gains nothing from many guesses at once', async () => {
    await trial.addStaff('crowd', PASSWORD, roles);
    const guesses = Array.from({ length: 24 }, (_, i) => signIn('crowd', i === 23 ? PASSWORD : `guess ${i}`));
    await Promise.all(guesses);
    const account = await trial.collections.staffAccounts.findOne({ username: 'crowd' }).lean();
    expect(account?.lockedUntil?.getTime() ?? 0).toBeGreaterThan(Date.now());
    expect((await signIn('crowd', PASSWORD)).status).toBe(401);
  }, 30_000);

  it('does not tell whether the account exists, locked or not, in words or in time', async () => {
    await trial.addStaff('exists', PASSWORD, roles);
    const names = ['exists', 'nobody-here'] as const;
    const answers = { exists: [] as unknown[], 'nobody-here': [] as unknown[] };
    const times = { exists: [] as number[], 'nobody-here': [] as number[] };
    for (let i = 0; i < 7; i++)
      for (const username of names) {
        const start = performance.now();
        const response = await signIn(username, 'wrong password');
        times[username].push(performance.now() - start);
        answers[username].push([response.status, await response.json()]);
      }
    expect(answers['nobody-here']).toEqual(answers.exists);
    const [one = 0, other = 0] = names.map((username) => times[username].toSorted((a, b) => a - b)[3]);
    expect(Math.abs(one - other)).toBeLessThan(Math.max(one, other) * 0.4); // a busy machine is uneven
  }, 30_000);
});

describe('many passwords at once', () => {
  it('wait for their turn or are refused, and staff still signs in', async () => {
    await trial.addStaff('patient', PASSWORD, roles);
    const guesses = Array.from({ length: 80 }, (_, i) => signIn(`nobody-${i}`, 'wrong'));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect((await signIn('patient', PASSWORD)).status).toBe(200);
  }, 60_000);
});
