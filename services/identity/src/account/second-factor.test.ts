import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../trial/authenticator.ts';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const PASSWORD = 'correct horse battery';
const ADMIN = [{ role: 'SYSTEM_ADMIN', orgPath: '/district/' }];
const WORK = [{ role: 'TOWNSHIP', orgPath: '/district/t1/' }];

type Answer = {
  status: number;
  code: string;
  ticket: string;
  secret: string;
  otpauthUri: string;
  accessToken: string;
  refreshToken: string;
  recoveryCodes: string[];
};

async function ask(path: string, body: unknown): Promise<Answer> {
  const response = await trial.post(`/auth/staff/${path}`, body);
  const text = await response.text();
  return { status: response.status, ...(text ? (JSON.parse(text) as object) : {}) } as Answer;
}
const signIn = (username: string, password = PASSWORD) => ask('sign-in', { username, password });
const give = (ticket: string, code: string) => ask('second-factor', { ticket, code });
const outcome = ({ status, code }: Answer) => [status, code];
const steppedUp = ({ accessToken }: Answer) => decodeJwt(accessToken)['su'];

/** An administrator who has set up a second factor at the first sign-in. */
async function administrator(username: string) {
  const account = await trial.addStaff(username, PASSWORD, ADMIN);
  const first = await signIn(username);
  const authenticator = createAuthenticator(first.secret);
  const setUp = await ask('second-factor/setup', { ticket: first.ticket, code: await authenticator.next() });
  return { account, first, setUp, authenticator };
}

const eventsOf = async (type: string, accountId: string) =>
  (await trial.connection.collection('outbox').find({ type }).toArray()).filter(
    ({ data }) => (data as { accountId: string }).accountId === accountId,
  );

describe('an administrator', () => {
  it('sets up a second factor at the first sign-in and gives it at each later one', async () => {
    const { account, first, setUp, authenticator } = await administrator('sys.setup');
    expect(outcome(first)).toEqual([403, 'SECOND_FACTOR_SETUP_REQUIRED']);
    expect(first.otpauthUri).toContain(`secret=${first.secret}`);
    expect(setUp.status).toBe(200);
    expect(new Set(setUp.recoveryCodes).size).toBe(10);
    expect(steppedUp(setUp)).toBeUndefined();
    const again = await signIn('sys.setup');
    expect(outcome(again)).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
    expect(Object.keys(again).toSorted()).toEqual(['code', 'message', 'nextStep', 'status', 'ticket']);
    const done = await give(again.ticket, await authenticator.next());
    expect(done.status).toBe(200);
    expect(await eventsOf('SecondFactorSetUp', account._id)).toHaveLength(1);
    const session = await trial.collections.sessions
      .findById(String(decodeJwt(done.accessToken)['sid']))
      .lean();
    expect(session?.method).toBe('PASSWORD_AND_SECOND_FACTOR');
  }, 30_000);

  it('cannot go around the set-up by asking for another step with its ticket', async () => {
    await trial.addStaff('sys.around', PASSWORD, ADMIN);
    const { ticket } = await signIn('sys.around');
    expect(outcome(await give(ticket, '123456'))).toEqual([401, 'UNAUTHENTICATED']);
    const password = 'another horse battery';
    expect(outcome(await ask('first-password', { ticket, password }))).toEqual([401, 'UNAUTHENTICATED']);
    expect(outcome(await ask('second-factor/setup', { ticket, code: '000000' }))).toEqual([
      401,
      'SECOND_FACTOR_WRONG',
    ]);
  }, 30_000);

  it('has neither secret nor codes nor tickets in the database', async () => {
    const { account, first, setUp } = await administrator('sys.kept');
    const { ticket } = await signIn('sys.kept');
    const stored = JSON.stringify([
      await trial.collections.staffAccounts.find({ _id: account._id }).lean(),
      await trial.collections.signInTickets.find().lean(),
      await trial.connection.collection('outbox').find().toArray(),
    ]);
    const codes = setUp.recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')]);
    for (const secret of [first.secret, first.ticket, ticket, ...codes]) expect(stored).not.toContain(secret);
    for (const secret of [first.secret, ticket, ...codes]) expect(trial.logged()).not.toContain(secret);
  }, 30_000);
});

describe('a code', () => {
  it('works once, in any sign-in, and none from before it afterwards', async () => {
    const { authenticator, setUp } = await administrator('sys.replay');
    const [one, other] = [await signIn('sys.replay'), await signIn('sys.replay')];
    const code = await authenticator.next();
    expect((await give(one.ticket, code)).status).toBe(200);
    expect(outcome(await give(other.ticket, code))).toEqual([401, 'SECOND_FACTOR_WRONG']);
    expect(outcome(await give(other.ticket, await authenticator.at(0)))).toEqual([
      401,
      'SECOND_FACTOR_WRONG',
    ]);
    expect((await give(other.ticket, setUp.recoveryCodes[0] ?? '')).status).toBe(200);
  }, 30_000);

  it('works once of twenty times at once', async () => {
    const { authenticator } = await administrator('sys.race');
    const tickets = [];
    for (let i = 0; i < 20; i++) tickets.push((await signIn('sys.race')).ticket);
    const code = await authenticator.next();
    const answers = await Promise.all(tickets.map((ticket) => give(ticket, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  }, 30_000);

  it('may be typed with spaces, and is wrong two steps away', async () => {
    const { authenticator } = await administrator('sys.typed');
    const { ticket } = await signIn('sys.typed');
    for (const seconds of [-100, 100])
      expect(outcome(await give(ticket, await authenticator.at(seconds)))).toEqual([
        401,
        'SECOND_FACTOR_WRONG',
      ]);
    const code = await authenticator.next();
    expect((await give(ticket, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
  }, 30_000);
});

describe('guessing codes', () => {
  it('locks the account after five, for the right code and the right password too', async () => {
    const { account, authenticator } = await administrator('sys.guessed');
    const { ticket } = await signIn('sys.guessed');
    for (let i = 0; i < 5; i++) expect((await give(ticket, `00000${i}`)).status).toBe(401);
    expect(outcome(await give(ticket, await authenticator.next()))).toEqual([401, 'SECOND_FACTOR_WRONG']);
    expect(outcome(await signIn('sys.guessed'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await eventsOf('AccountLocked', account._id)).toHaveLength(1);
  }, 30_000);

  it('is not helped by giving the right password in between', async () => {
    await administrator('sys.between');
    for (let i = 0; i < 5; i++) await give((await signIn('sys.between')).ticket, `00000${i}`);
    expect(outcome(await signIn('sys.between'))).toEqual([401, 'UNAUTHENTICATED']);
  }, 30_000);

  it('is not helped by guessing many at once', async () => {
    const { account } = await administrator('sys.crowd');
    const { ticket } = await signIn('sys.crowd');
    await Promise.all(Array.from({ length: 24 }, (_, i) => give(ticket, `0000${10 + i}`)));
    const known = await trial.collections.staffAccounts.findById(account._id).lean();
    expect(known?.lockedUntil?.getTime() ?? 0).toBeGreaterThan(Date.now());
  }, 30_000);
});

describe('a recovery code', () => {
  it('works once instead of a code, however it is typed', async () => {
    const { account, setUp } = await administrator('sys.recovery');
    const [first = '', second = ''] = setUp.recoveryCodes;
    expect((await give((await signIn('sys.recovery')).ticket, first)).status).toBe(200);
    const { ticket } = await signIn('sys.recovery');
    expect(outcome(await give(ticket, first))).toEqual([401, 'SECOND_FACTOR_WRONG']);
    expect((await give(ticket, ` ${second.toLowerCase().replaceAll('-', ' ')}`)).status).toBe(200);
    const used = await eventsOf('RecoveryCodeUsed', account._id);
    expect(used.map(({ data }) => (data as { left: number }).left)).toEqual([9, 8]);
  }, 30_000);

  it('works for its own account alone', async () => {
    const [one, other] = [await administrator('sys.one'), await administrator('sys.other')];
    expect(one.account._id).not.toBe(other.account._id);
    const { ticket } = await signIn('sys.one');
    expect((await give(ticket, other.setUp.recoveryCodes[0] ?? '')).status).toBe(401);
    expect((await give(ticket, await other.authenticator.at(30))).status).toBe(401);
  }, 30_000);
});

describe('a ticket', () => {
  it('works once', async () => {
    const { authenticator } = await administrator('sys.ticket');
    const { ticket } = await signIn('sys.ticket');
    expect((await give(ticket, await authenticator.next())).status).toBe(200);
    expect(outcome(await give(ticket, await authenticator.next()))).toEqual([401, 'UNAUTHENTICATED']);
  }, 30_000);

  it('ends after ten minutes, with the account and with its password', async () => {
    const { account, authenticator } = await administrator('sys.ended');
    const code = await authenticator.next();
    const { staffAccounts, signInTickets } = trial.collections;
    const { ticket } = await signIn('sys.ended');
    const of = { accountId: account._id };
    await signInTickets.updateMany(of, { $set: { expiresAt: new Date() } });
    expect(outcome(await give(ticket, code))).toEqual([401, 'UNAUTHENTICATED']);
    await signInTickets.updateMany(of, { $set: { expiresAt: new Date(Date.now() + 60_000) } });
    await staffAccounts.updateOne({ _id: account._id }, { $set: { disabledAt: new Date() } });
    expect(outcome(await give(ticket, code))).toEqual([401, 'UNAUTHENTICATED']);
    await staffAccounts.updateOne(
      { _id: account._id },
      { $set: { disabledAt: null, passwordHash: 'other' } },
    );
    expect(outcome(await give(ticket, code))).toEqual([401, 'UNAUTHENTICATED']);
    await staffAccounts.updateOne({ _id: account._id }, { $set: { passwordHash: account.passwordHash } });
    expect((await give(ticket, code)).status).toBe(200);
  }, 30_000);

  it('is a text of ours: operators and other things are bad input', async () => {
    for (const ticket of [{ $ne: null }, { $gt: '' }, ['a'], 7, null, '', 'x'.repeat(44)])
      expect(outcome(await ask('second-factor', { ticket, code: '123456' }))).toEqual([
        400,
        'BAD_USER_INPUT',
      ]);
    for (const username of [{ $ne: null }, { $regex: '.' }, ['sysadmin']])
      expect(outcome(await ask('sign-in', { username, password: PASSWORD }))).toEqual([
        400,
        'BAD_USER_INPUT',
      ]);
    for (const password of [{ $ne: null }, ['x']])
      expect(outcome(await ask('sign-in', { username: 'sysadmin', password }))).toEqual([
        400,
        'BAD_USER_INPUT',
      ]);
    for (const code of [{ $ne: null }, 123_456, ['123456']])
      expect(outcome(await ask('second-factor', { ticket: 'A'.repeat(43), code }))).toEqual([
        400,
        'BAD_USER_INPUT',
      ]);
    expect(outcome(await ask('step-up', { refreshToken: { $ne: '' }, code: '1' }))).toEqual([
      400,
      'BAD_USER_INPUT',
    ]);
  });
});

describe('staff at work', () => {
  it('steps up by password for five minutes', async () => {
    await trial.addStaff('step.password', PASSWORD, WORK);
    const { refreshToken } = await signIn('step.password');
    expect(outcome(await ask('step-up', { refreshToken, password: 'wrong password' }))).toEqual([
      401,
      'PASSWORD_WRONG',
    ]);
    expect(outcome(await ask('step-up', { refreshToken: 'x'.repeat(43), password: PASSWORD }))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    const up = await ask('step-up', { refreshToken, password: PASSWORD });
    expect(Number(steppedUp(up)) - Date.now() / 1000).toBeGreaterThan(290);
    const renewed = await trial.post('/auth/token', { refreshToken: up.refreshToken });
    const tokens = (await renewed.json()) as Answer;
    expect(steppedUp(tokens)).toBe(steppedUp(up));
    const sid = String(decodeJwt(tokens.accessToken)['sid']);
    await trial.collections.sessions.updateOne({ _id: sid }, { $set: { steppedUpUntil: new Date() } });
    const later = await trial.post('/auth/token', { refreshToken: tokens.refreshToken });
    expect(steppedUp((await later.json()) as Answer)).toBeUndefined();
  }, 30_000);

  it('sets up a second factor by choice, after stepping up; then steps up with it', async () => {
    await trial.addStaff('step.choice', PASSWORD, WORK);
    const { refreshToken } = await signIn('step.choice');
    expect(outcome(await ask('second-factor/begin', { refreshToken }))).toEqual([403, 'STEP_UP_REQUIRED']);
    const up = await ask('step-up', { refreshToken, password: PASSWORD });
    const begun = await ask('second-factor/begin', { refreshToken: up.refreshToken });
    const authenticator = createAuthenticator(begun.secret);
    const done = await ask('second-factor/setup', { ticket: begun.ticket, code: await authenticator.next() });
    expect([done.status, done.recoveryCodes.length, done.accessToken]).toEqual([200, 10, undefined]);
    const byPassword = await ask('step-up', { refreshToken: up.refreshToken, password: PASSWORD });
    expect(outcome(byPassword)).toEqual([401, 'SECOND_FACTOR_WRONG']);
    const code = await authenticator.next();
    expect(steppedUp(await ask('step-up', { refreshToken: up.refreshToken, code }))).toBeGreaterThan(0);
  }, 30_000);

  it('is locked out of stepping up after five wrong passwords', async () => {
    await trial.addStaff('step.guessed', PASSWORD, WORK);
    const { refreshToken } = await signIn('step.guessed');
    for (let i = 0; i < 5; i++) await ask('step-up', { refreshToken, password: `guess number ${i}` });
    expect((await ask('step-up', { refreshToken, password: PASSWORD })).status).toBe(401);
    expect((await signIn('step.guessed')).status).toBe(401);
  }, 30_000);
});
