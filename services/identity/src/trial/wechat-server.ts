import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** WeChat's web authorization as its documents have it: codes work once, and every answer comes with status 200. */
export async function startWechatServer(app: { id: string; secret: string }) {
  const codes = new Map<string, { openid: string; isSpent: boolean }>();
  const state = { isAway: false, isSnapshot: false, errcode: 0, unionid: '', asked: [] as URL[] };

  function answerTo(url: URL): object {
    const given = (name: string) => url.searchParams.get(name) ?? '';
    if (state.errcode) return { errcode: state.errcode, errmsg: 'as wanted' };
    if (given('appid') !== app.id) return { errcode: 40_013, errmsg: 'invalid appid' };
    if (given('secret') !== app.secret) return { errcode: 40_125, errmsg: 'invalid appsecret' };
    const known = codes.get(given('code'));
    if (!known) return { errcode: 40_029, errmsg: 'invalid code' };
    if (known.isSpent) return { errcode: 40_163, errmsg: 'code been used' };
    known.isSpent = true;
    return {
      access_token: 'ACCESS',
      expires_in: 7_200,
      refresh_token: 'REFRESH',
      openid: known.openid,
      scope: 'snsapi_base',
      ...(state.isSnapshot && { is_snapshotuser: 1 }),
      ...(state.unionid && { unionid: state.unionid }),
    };
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://wechat.invalid');
    state.asked.push(url);
    if (state.isAway) return; // never answers
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(JSON.stringify(url.pathname === '/sns/oauth2/access_token' ? answerTo(url) : {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    /** What WeChat sends a browser back with after it has recognised its user. */
    newCode(openid: string): string {
      const code = randomBytes(16).toString('hex');
      codes.set(code, { openid, isSpent: false });
      return code;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
