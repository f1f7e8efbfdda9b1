import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@hongxin/kit/log';
import sirv from 'sirv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import { createHandler } from './handler.ts';
import { noCaller, noPace } from './serve/neutral.ts';

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
writeFileSync(join(folder, 'index.html'), '<title>红芯</title>');
writeFileSync(join(folder, 'app.js'), '1');

/** Says who it is in its own headers, as identity does; redirects from one address. */
const identity = createServer((request, response) => {
  if (request.url === '/auth/go') response.writeHead(302, { location: '/m' }).end();
  else response.writeHead(200, { 'content-security-policy': 'own', 'content-type': 'text/html' }).end('x');
});

describe('every answer of the gateway', () => {
  const stack = new AsyncDisposableStack();
  const at = { direct: 0, proxied: 0 };
  beforeAll(async () => {
    stack.defer(() => rmSync(folder, { recursive: true }));
    const identityUrl = `http://127.0.0.1:${await serve(identity)}`;
    for (const [name, proxies] of [['direct', 0] as const, ['proxied', 1] as const])
      at[name] = await serve(
        createServer(
          createHandler({
            instance: '',
            graphql: { fetch: async () => new Response('{}') } as never,
            readCaller: noCaller,
            plain: { answer: async () => Promise.reject(new Error('a bug')) },
            eventStreams: { answer: async () => false },
            admit: createAdmission({ pace: noPace, unknown: noPace, readCaller: noCaller }),
            pace: noPace,
            proxies,
            identityUrl,
            pages: sirv(folder, { single: true, etag: true }),
            checks: {},
            log: createLog('gateway', 'silent'),
          }),
        ),
      );
  });
  afterAll(() => stack.disposeAsync());

  async function serve(server: ReturnType<typeof createServer>): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stack.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  /** Node's fetch would follow redirects and choose the host itself. */
  function ask(
    path: string,
    { method = 'GET', to = at.direct, ...headers }: Record<string, string | number> = {},
  ) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const given = { port: Number(to), path, method: String(method), headers };
      httpRequest(given, (response) => resolve(response.resume()))
        .on('error', reject)
        .end();
    });
  }

  const JSON_POST = { method: 'POST', 'content-type': 'application/json' };
  it.each([
    ['a page', '/m', {}, 200],
    ['a file of it', '/app.js', {}, 200],
    ['a bug', '/graphql', JSON_POST, 500],
    ['another kind of body', '/graphql', { method: 'POST' }, 415],
    ['no such address', '/m', { method: 'DELETE' }, 404],
    ['what is only for staff', '/demo/x', {}, 404],
    ['health', '/health/live', {}, 200],
    ['signing in', '/auth/x', {}, 200],
    ['a redirect', '/auth/go', {}, 302],
  ])('is taken for what it says it is: %s', async (_, path, given, status) => {
    const { statusCode, headers } = await ask(path, given);
    expect([statusCode, headers['x-content-type-options']]).toEqual([status, 'nosniff']);
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it.each([
    ['a page', '/m', {}],
    ['its file', '/app.js', {}],
    ['no such address', '/m', { method: 'DELETE' }],
    ['a redirect', '/auth/go', {}],
  ])('is in nobody’s frame and tells no other site where it was: %s', async (_, path, given) => {
    const { headers } = await ask(path, given);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('that is a page runs scripts of our own address only, and may use the camera', async () => {
    const { headers } = await ask('/m', { host: 'red.example:4000' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    expect(policy).toContain("connect-src 'self' ws://red.example:4000 wss://red.example:4000;");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
    expect(headers['permissions-policy']).toMatch(/camera=\(self\).*microphone=\(\)/);
  });

  it.each(['red.example; script-src *', "'unsafe-inline'", 'a b'])(
    'that is a page lets nobody write into its policy by the host %j',
    async (host) => {
      const { headers } = await ask('/m', { host });
      expect(headers['content-security-policy']).toMatch(/connect-src 'self'; object-src 'none'/);
    },
  );

  it('that identity gave keeps the policy that identity gave it', async () => {
    expect((await ask('/auth/x')).headers['content-security-policy']).toBe('own');
  });

  it.each([
    ['a trusted proxy says so', 'proxied', 'https', true],
    ['a trusted proxy says otherwise', 'proxied', 'http', false],
    ['a client says so itself', 'direct', 'https', false],
  ] as const)('insists on TLS when there was TLS: %s', async (_, to, protocol, insists) => {
    const { headers } = await ask('/m', { to: at[to], 'x-forwarded-proto': protocol });
    expect(headers['strict-transport-security']).toBe(insists ? 'max-age=31536000' : undefined);
  });
});
