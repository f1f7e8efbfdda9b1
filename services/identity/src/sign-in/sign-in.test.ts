import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const ask = (phone: string) => trial.post('/auth/member/code', { phone });
const signIn = (phone: string, code: string) => trial.post('/auth/member/sign-in', { phone, code });

const messagesTo = async (phone: string) =>
  (
    (await (await trial.post('/dev/inbox', { phone })).json()) as {
      messages: { phone: string; code: string }[];
    }
  ).messages;

async function readCode(phone: string): Promise<string> {
  const [message] = await messagesTo(phone);
  expect(message?.phone).toBe(phone);
  return message?.code ?? '';
}

const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('a member signs in', () => {
  it('with the code that was sent, once', async () => {
    const phone = '13800000001';
    const member = trial.enrol(phone);
    const asked = await ask(phone);
    expect(asked.status).toBe(202);
    expect(await asked.json()).toEqual({ expiresInSeconds: 300, resendAfterSeconds: 60 });
    const code = await readCode(phone);
    const response = await signIn(phone, code);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = (await response.json()) as { accessToken: string; expiresAt: string; viewer: unknown };
    expect(answer.viewer).toEqual({ id: member.id, kind: 'MEMBER' });
    const key = createPublicKey({ key: trial.accessPublicKey as never, format: 'jwk' });
    const options = { issuer: 'hongxin-identity', audience: 'hongxin', algorithms: ['EdDSA'] };
    const { payload } = await jwtVerify(answer.accessToken, key, options);
    expect(payload).toMatchObject({
      sub: member.id,
      kind: 'MEMBER',
      roles: [{ role: 'MEMBER', orgPath: member.orgPath }],
      scopes: [],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(new Date(answer.expiresAt).getTime()).toBeCloseTo((payload.exp ?? 0) * 1000, -4);
    const again = await signIn(phone, code);
    expect([again.status, await codeOf(again)]).toEqual([401, 'CODE_EXPIRED']);
  });

  it('only once when the same code comes twenty times at once', async () => {
    const phone = '13800000002';
    trial.enrol(phone);
    await ask(phone);
    const code = await readCode(phone);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(phone, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('when suspended, but not after moving away', async () => {
    trial.enrol('13800000003', { status: 'SUSPENDED' });
    await ask('13800000003');
    expect((await signIn('13800000003', await readCode('13800000003'))).status).toBe(200);
    trial.enrol('13800000004', { status: 'TRANSFERRED_OUT' });
    expect((await ask('13800000004')).status).toBe(202);
    expect(await messagesTo('13800000004')).toEqual([]);
  });

  it('not when the member moved away between code and sign-in', async () => {
    const phone = '13800000005';
    trial.enrol(phone);
    await ask(phone);
    const code = await readCode(phone);
    trial.enrol(phone, { status: 'TRANSFERRED_OUT' });
    expect((await signIn(phone, code)).status).toBe(401);
  });
});

describe('guessing a code', () => {
  it('ends after five wrong tries, for the right code too', async () => {
    const phone = '13800000011';
    trial.enrol(phone);
    await ask(phone);
    const code = await readCode(phone);
    for (let i = 0; i < 5; i++) expect(await codeOf(await signIn(phone, otherThan(code)))).toBe('CODE_WRONG');
    const sixth = await signIn(phone, otherThan(code));
    expect([sixth.status, await codeOf(sixth)]).toEqual([401, 'TOO_MANY_TRIES']);
    expect(await codeOf(await signIn(phone, code))).toBe('TOO_MANY_TRIES');
  });

  it('counts each of many tries at once', async () => {
    const phone = '13800000012';
    trial.enrol(phone);
    await ask(phone);
    const wrong = otherThan(await readCode(phone));
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => codeOf(await signIn(phone, wrong))),
    );
    expect(answers.filter((code) => code === 'CODE_WRONG').length).toBeLessThanOrEqual(5);
    expect(
      (await trial.collections.oneTimeCodes.findById(trial.indexOf(phone)).lean())?.tries,
    ).toBeLessThanOrEqual(5);
  });

  it('is refused after five minutes', async () => {
    const phone = '13800000013';
    trial.enrol(phone);
    await ask(phone);
    const code = await readCode(phone);
    await trial.collections.oneTimeCodes.updateOne(
      { _id: trial.indexOf(phone) },
      { $set: { expiresAt: new Date() } },
    );
    expect(await codeOf(await signIn(phone, code))).toBe('CODE_EXPIRED');
  });

  it('finds neither number nor code in the database', async () => {
    const phone = '13800000014';
    trial.enrol(phone);
    await ask(phone);
    const stored = JSON.stringify(await trial.collections.oneTimeCodes.findById(trial.indexOf(phone)).lean());
    expect(stored).not.toContain(phone);
    const code = await readCode(phone);
    expect(stored).not.toContain(code);
    const inbox = JSON.stringify(await trial.connection.collection('inboxMessages').find().toArray());
    expect(inbox).not.toMatch(/1[38]\d{9}/);
    expect(inbox).not.toContain(`"${code}"`);
  });
});

describe('a number that is not in the roster', () => {
  const [known, unknown] = ['13800000021', '13900000021'];

  it('is answered like one that is, at each step', async () => {
    trial.enrol(known);
    const seen: Record<string, unknown[]> = { [known]: [], [unknown]: [] };
    for (const phone of [known, unknown]) {
      const steps = [
        () => ask(phone),
        () => ask(phone),
        ...Array.from({ length: 6 }, () => () => signIn(phone, '12345x'.replace('x', '6'))),
      ];
      for (const step of steps) {
        const response = await step();
        const body = (await response.json()) as Record<string, unknown>;
        delete body['retryAfterSeconds'];
        seen[phone]?.push([response.status, body]);
      }
    }
    expect(seen[unknown]).toEqual(seen[known]);
    expect(await messagesTo(unknown)).toEqual([]);
  });
});

describe('asking for codes', () => {
  it('waits 60 s, then sends a new one that replaces the old', async () => {
    const phone = '13800000031';
    trial.enrol(phone);
    await ask(phone);
    const first = await readCode(phone);
    const tooSoon = await ask(phone);
    expect(tooSoon.status).toBe(429);
    const body = (await tooSoon.json()) as { code: string; retryAfterSeconds: number };
    expect(body.code).toBe('RATE_LIMITED');
    expect(body.retryAfterSeconds).toBeGreaterThan(50);
    expect(tooSoon.headers.get('retry-after')).toBe(String(body.retryAfterSeconds));
    await trial.collections.oneTimeCodes.updateOne(
      { _id: trial.indexOf(phone) },
      { $set: { sentAt: new Date(Date.now() - 60_000) } },
    );
    expect((await ask(phone)).status).toBe(202);
    const second = await readCode(phone);
    if (first !== second) expect(await codeOf(await signIn(phone, first))).toBe('CODE_WRONG');
    expect((await signIn(phone, second)).status).toBe(200);
  });

  it('sends one message for many requests at once', async () => {
    const phone = '13800000032';
    trial.enrol(phone);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(phone)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(await messagesTo(phone)).toHaveLength(1);
  });

  it('ends for the day after the tenth', async () => {
    const phone = '13800000033';
    trial.enrol(phone);
    await ask(phone);
    const change = { sentOnDay: 10, sentAt: new Date(Date.now() - 120_000) };
    await trial.collections.oneTimeCodes.updateOne({ _id: trial.indexOf(phone) }, { $set: change });
    expect((await ask(phone)).status).toBe(429);
  });

  it('says so while the roster is away, and a code outlives that', async () => {
    const phone = '13800000034';
    trial.enrol(phone);
    await ask(phone);
    const code = await readCode(phone);
    trial.roster.state.isAway = true;
    const refused = [await ask('13800000035'), await signIn(phone, code)];
    trial.roster.state.isAway = false;
    for (const response of refused)
      expect([response.status, await codeOf(response)]).toEqual([503, 'UNAVAILABLE']);
    expect((await signIn(phone, code)).status).toBe(200);
  });
});

describe('the development inbox', () => {
  it('takes a number in a body only', async () => {
    trial.enrol('13800000042');
    await ask('13800000042');
    expect(await messagesTo('13800000043')).toEqual([]);
    expect(await messagesTo('13800000042')).toHaveLength(1);
    const all = await fetch(`${trial.url}/dev/inbox?phone=13800000043`);
    expect(((await all.json()) as { messages: unknown[] }).messages.length).toBeGreaterThan(0);
    expect((await trial.post('/dev/inbox', { phone: { $gt: '' } })).status).toBe(400);
  });

  it('is a page for people and JSON for programs', async () => {
    trial.enrol('13800000041');
    await ask('13800000041');
    const code = await readCode('13800000041');
    const page = await fetch(`${trial.url}/dev/inbox`, { headers: { accept: 'text/html,*/*' } });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    for (const part of ['开发收件箱', '13800000041', code, 'http-equiv="refresh"'])
      expect(html).toContain(part);
  });

  it('keeps numbers, codes and tokens out of the log', () => {
    expect(trial.logged()).not.toMatch(/1[38]\d{9}/);
    expect(trial.logged()).not.toContain('eyJ');
  });
});
