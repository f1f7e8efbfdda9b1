import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLog } from '@hongxin/kit/log';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTrial } from '../trial/trial.ts';
import { chooseDelivery } from './choose-delivery.ts';
import { createCodeWebhook } from './code-webhook.ts';

const secret = Buffer.alloc(32, 5);
const received: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
/** What the gateway of short messages answers, one after the other, then 202. */
const answers: (number | 'HANG_UP')[] = [];
const receiver = createServer(async (request, response) => {
  received.push({ url: request.url, headers: request.headers, body: await text(request) });
  const answer = answers.shift() ?? 202;
  if (answer === 'HANG_UP') return request.socket.destroy();
  return response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
});
let url = '';
beforeAll(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/send`;
});
afterAll(() => void receiver.close());
beforeEach(() => {
  received.length = 0;
  answers.length = 0;
});

async function sendOne(): Promise<void> {
  await using webhook = createCodeWebhook({ url, secret, log: createLog('test', 'silent') });
  await webhook.send('13800000001', '123456');
}

describe('handing a code to the gateway of short messages', () => {
  it('says what it is, and proves who sends it', async () => {
    await sendOne();
    const [{ headers, body } = { headers: {} as IncomingHttpHeaders, body: '' }] = received;
    expect(JSON.parse(body)).toEqual({ phone: '13800000001', code: '123456', expiresInSeconds: 300 });
    const [version, seconds, signature] = String(headers['x-hongxin-signature']).split(',');
    const signed = `${seconds}.${String(headers['idempotency-key'])}.${body}`;
    expect([version, signature]).toEqual([
      'v1',
      createHmac('sha256', secret).update(signed).digest('base64url'),
    ]);
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(5);
  });

  it.each([[503], [429], ['HANG_UP']] as const)(
    'tries once more after %s, as the same message',
    async (answer) => {
      answers.push(answer);
      await sendOne();
      expect(received).toHaveLength(2);
      expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    },
  );

  it.each([
    [400, 1],
    [403, 1],
    [302, 2],
  ] as const)('goes to nobody else after %s', async (answer, attempts) => {
    answers.push(answer, answer);
    await sendOne();
    expect(received.map((one) => one.url)).toEqual(Array.from({ length: attempts }, () => '/send'));
  });

  it('gives up after the second attempt, and writes neither number nor code', async () => {
    answers.push(500, 'HANG_UP');
    const lines: unknown[] = [];
    const note = (...said: unknown[]) => void lines.push(said);
    const log = Object.assign(createLog('test', 'silent'), { warn: note, error: note });
    await (async () => {
      await using webhook = createCodeWebhook({ url, secret, log });
      await webhook.send('13800000001', '123456');
    })();
    expect(received).toHaveLength(2);
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toMatch(/13800000001|123456/);
  });
});

describe('where codes go', () => {
  const key = { secret };
  it('refuses to start in production without a way, in clear text, and anywhere without a secret', () => {
    expect(() => chooseDelivery('production', { url: undefined, ...key })).toThrow('没有配置验证码发送通道');
    expect(() => chooseDelivery('production', { url: 'http://sms.example/', ...key })).toThrow('https');
    expect(() => chooseDelivery('development', { url, secret: undefined })).toThrow('CODE_DELIVERY_SECRET');
    expect(() => chooseDelivery('production', { url: 'https://sms.example/', ...key })).not.toThrow();
  });

  it('signs a member in, in production, with the code that was sent', async () => {
    await using trial = await startTrial({
      HONGXIN_ENV: 'production',
      CODE_DELIVERY_URL: url,
      CODE_DELIVERY_SECRET: secret.toString('base64url'),
    });
    const phone = '13800000009';
    trial.enrol(phone);
    expect((await trial.post('/auth/member/code', { phone })).status).toBe(202);
    await expect.poll(() => received.length).toBe(1);
    const { code } = JSON.parse(received[0]?.body ?? '{}') as { code: string };
    expect((await trial.post('/auth/member/sign-in', { phone, code })).status).toBe(200);
    expect(trial.logged()).not.toContain(phone);
  }, 30_000);
});
