import { createSsoProvider, type SsoProvider } from '../sso/provider.ts';
import { createWechat, type Wechat } from '../wechat/wechat.ts';

type Env = {
  readonly HONGXIN_ENV: 'development' | 'production';
  readonly PUBLIC_ORIGIN?: string | undefined;
  readonly WECHAT_APP_ID?: string | undefined;
  readonly WECHAT_APP_SECRET?: string | undefined;
  readonly WECHAT_BASE_URL?: string | undefined;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET?: string | undefined;
  readonly OIDC_USERNAME_CLAIM: string;
};

/** Where else people may sign in for us. Absent: it is not offered. */
export type OtherHouses = {
  readonly wechat: Wechat | null;
  readonly sso: SsoProvider | null;
  /** Our own address as browsers know it; null: as the gateway says. */
  readonly publicOrigin: string | null;
};

export function otherHousesOf(env: Env): OtherHouses {
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_BASE_URL: baseUrl } = env;
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  allOrNone('WECHAT_APP_ID、WECHAT_APP_SECRET', [appId, appSecret]);
  allOrNone('OIDC_ISSUER、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET', [issuer, clientId, clientSecret]);
  const wechat = appId && appSecret ? createWechat({ appId, appSecret, baseUrl }) : null;
  const usernameClaim = env.OIDC_USERNAME_CLAIM;
  const sso =
    issuer && clientId && clientSecret
      ? createSsoProvider({ issuer, clientId, clientSecret, usernameClaim })
      : null;
  const publicOrigin = env.PUBLIC_ORIGIN ? new URL(env.PUBLIC_ORIGIN).origin : null;
  const isOpen = publicOrigin?.startsWith('https:');
  if (env.HONGXIN_ENV === 'production' && (wechat || sso) && !isOpen)
    throw new Error(
      '生产环境启用微信或统一登录时，须设置 PUBLIC_ORIGIN（对外的 https 地址），进程未启动。 (PUBLIC_ORIGIN must be given, as https.)',
    );
  return { wechat, sso, publicOrigin };
}

function allOrNone(names: string, values: readonly (string | undefined)[]): void {
  if (values.some(Boolean) && !values.every(Boolean))
    throw new Error(`${names} 须同时设置，进程未启动。 (Set all of them or none.)`);
}
