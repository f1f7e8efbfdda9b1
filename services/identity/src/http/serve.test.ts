import { request } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial({ AUTH_IP_RATE_PER_MINUTE: '30' })), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

let caller = 0;
/** Each call from an address of its own, but for those that say otherwise. */
const send = (path: string, init: RequestInit, address = `192.0.2.${caller++}`) =>
  fetch(trial.url + path, { ...init, headers: { 'x-forwarded-for': address, ...init.headers } });
const json = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = json) =>
  send('/auth/member/code', { method: 'POST', headers, body });

describe('bad input', () => {
  it.each([
    ['no JSON', '{', json, 400, 'BAD_USER_INPUT'],
    ['nothing', '', json, 400, 'BAD_USER_INPUT'],
    ['a list', '[]', json, 400, 'BAD_USER_INPUT'],
    ['null', 'null', json, 400, 'BAD_USER_INPUT'],
    ['no phone', '{}', json, 400, 'BAD_USER_INPUT'],
    ['a phone of 10 digits', '{"phone":"1380000000"}', json, 400, 'BAD_USER_INPUT'],
    ['a landline', '{"phone":"05716332000"}', json, 400, 'BAD_USER_INPUT'],
    ['a query for the database', '{"phone":{"$gt":""}}', json, 400, 'BAD_USER_INPUT'],
    [
      'a form',
      'phone=13800000000',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a simple request of another site',
      '{"phone":"13800000000"}',
      { 'content-type': 'text/plain' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['17 KB', `{"phone":"${'1'.repeat(17_000)}"}`, json, 413, 'BODY_TOO_LARGE'],
  ] as const)('%s', async (_name, body, headers, status, code) => {
    const response = await post(body, headers);
    const answer = (await response.json()) as { code: string; message: string; nextStep: string };
    expect([response.status, answer.code]).toEqual([status, code]);
    for (const sentence of [answer.message, answer.nextStep])
      expect(sentence).toMatch(/\p{Script=Han}.*[。]$/u);
  });

  it('17 KB without saying so before', async () => {
    const sending = request(`${trial.url}/auth/token`, {
      method: 'POST',
      headers: { ...json, 'x-forwarded-for': '198.51.100.9' },
    });
    for (let i = 0; i < 17; i++) sending.write('x'.repeat(1_000));
    sending.end();
    const [response] = (await once(sending, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(413);
  });

  it('a wrong method and an unknown path', async () => {
    const wrong = await send('/auth/token', { method: 'GET' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await send('/dev/inbox', { method: 'DELETE' })).status).toBe(405);
    expect((await send('/auth/tokens', { method: 'POST', headers: json, body: '{}' })).status).toBe(404);
    expect((await send('/auth/../dev/else', { method: 'GET' })).status).toBe(404);
  });
});

describe('many requests', () => {
  it('of one address are refused, of others not', async () => {
    const one = '203.0.113.7';
    const token = (address: string) =>
      send('/auth/token', { method: 'POST', headers: json, body: '{"refreshToken":""}' }, address);
    const answers = await Promise.all(Array.from({ length: 35 }, (_, i) => token(`10.0.0.${i}, ${one}`)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused[0]?.json()).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: expect.any(Number),
    });
    expect((await token(`${one}, 203.0.113.8`)).status).toBe(401);
  });
});

describe('the process', () => {
  it('is ready, and answers GraphQL to the mesh only', async () => {
    const ready = await fetch(`${trial.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ service: 'identity', ready: true });
    const forged = {
      'x-mesh-claims': 'gateway.eyJraW5kIjoiU1RBRkYifQ.',
      'x-mesh-proof': `v1,${Math.floor(Date.now() / 1000)},nonce,AAAA`,
    };
    for (const headers of [{}, forged]) {
      const response = await fetch(`${trial.url}/graphql`, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: '{"query":"{ screens { id } }"}',
      });
      expect(response.status).toBe(403);
    }
  });

  it('ends by itself on SIGTERM', async () => {
    await using other = await startTrial();
    expect(await other.stop()).toBe(0);
  }, 30_000);

  it('does not start in production without a way to deliver codes', async () => {
    await expect(startTrial({ HONGXIN_ENV: 'production' })).rejects.toThrow('生产环境没有配置验证码发送通道');
  }, 30_000);

  it('names every variable that is wrong', async () => {
    await expect(startTrial({ PHONE_INDEX_KEY: 'short', ACCESS_PRIVATE_KEY: '{}' })).rejects.toThrow(
      /ACCESS_PRIVATE_KEY[^]*PHONE_INDEX_KEY|PHONE_INDEX_KEY[^]*ACCESS_PRIVATE_KEY/,
    );
  }, 30_000);
});
