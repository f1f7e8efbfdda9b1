import { z } from 'zod';

/** WeChat does not answer, or not as it promised; nobody is signed in on a guess. */
export class WechatAway extends Error {}

export type WechatUser = { readonly openid: string; readonly unionid: string | null };

/** Web authorization of an official account (公众号网页授权). */
export type Wechat = {
  /** Where the browser asks WeChat who it is. */
  authorizeUrl(ask: { redirectUri: string; state: string }): string;
  userOf(code: string): Promise<WechatUser | 'WECHAT_CODE_SPENT' | 'WECHAT_SNAPSHOT'>;
};

export type WechatOptions = {
  readonly appId: string;
  readonly appSecret: string;
  /** Another place for both of WeChat's addresses, e.g. a proxy of the district's. */
  readonly baseUrl?: string | undefined;
};

const TIMEOUT_MS = 5_000;

const answered = z.object({
  openid: z.string().min(1).max(128).optional(),
  unionid: z.string().min(1).max(128).optional(),
  /** 1: a page that WeChat only previews, seen with a made-up openid. */
  is_snapshotuser: z.number().optional(),
  errcode: z.number().optional(),
});

/** Wrong or expired; used before. */
const SPENT = [40_029, 40_163];

/**
 * Only `snsapi_base` is ever asked for: it says who it is without a question to the person. `snsapi_userinfo` would ask
 * and hand over a nickname and a picture, for which signing in has no use.
 */
export function createWechat({ appId, appSecret, baseUrl }: WechatOptions): Wechat {
  const pageBase = baseUrl ?? 'https://open.weixin.qq.com';
  const apiBase = baseUrl ?? 'https://api.weixin.qq.com';
  return {
    authorizeUrl({ redirectUri, state }) {
      const url = new URL('/connect/oauth2/authorize', pageBase);
      // In this order: WeChat refuses others.
      const asked = {
        appid: appId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.append(name, value);
      url.hash = 'wechat_redirect';
      return url.href;
    },
    async userOf(code) {
      const url = new URL('/sns/oauth2/access_token', apiBase);
      const asked = { appid: appId, secret: appSecret, code, grant_type: 'authorization_code' };
      for (const [name, value] of Object.entries(asked)) url.searchParams.append(name, value);
      const { openid, unionid = null, is_snapshotuser, errcode } = await ask(url);
      if (errcode && SPENT.includes(errcode)) return 'WECHAT_CODE_SPENT';
      if (is_snapshotuser === 1) return 'WECHAT_SNAPSHOT';
      if (!openid) throw new WechatAway(`WeChat answered errcode ${errcode ?? 'none'} and no openid`);
      return { openid, unionid };
    },
  };
}

/** The address holds the secret and the code: no error of `fetch` goes further than this, only its kind. */
async function ask(url: URL): Promise<z.infer<typeof answered>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (response.ok) return answered.parse(await response.json());
    throw new WechatAway(`WeChat answered ${response.status}`);
  } catch (error) {
    if (error instanceof WechatAway) throw error;
    const { name } = error as { name?: string };
    throw new WechatAway(`WeChat did not answer as promised: ${name ?? 'unknown'}`);
  }
}
