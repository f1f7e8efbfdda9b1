import type { Log } from '@hongxin/kit/log';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Vault } from '@hongxin/kit/vault';
import type { Connection } from 'mongoose';
import type { StaffSignIn } from './account/actions.ts';
import type { AccountStore } from './account/store.ts';
import type { TellAudit } from './audit/tell.ts';
import type { Collections } from './collections.ts';
import type { Route } from './http/route.ts';
import type { SessionActions } from './session/actions.ts';
import { createHandovers } from './sign-in/handover-store.ts';
import type { OtherHouses } from './sign-in/other-houses.ts';
import { createRedirects } from './sign-in/redirect-store.ts';
import type { Roster } from './sign-in/roster.ts';
import { handoverRoutes, methodRoutes } from './sign-in/routes.ts';
import { createTakeHandover } from './sign-in/take-handover.ts';
import { createSsoSignIn } from './sso/actions.ts';
import { ssoRoutes } from './sso/routes.ts';
import { createWechatSignIn } from './wechat/actions.ts';
import { createWechatBindings } from './wechat/binding-store.ts';
import { wechatRoutes } from './wechat/routes.ts';

type Options = {
  readonly connection: Connection;
  readonly collections: Collections;
  readonly houses: OtherHouses;
  readonly hashPersonal: (text: string, field: string) => string;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly audit: TellAudit;
  readonly roster: Roster;
  readonly accounts: AccountStore;
  readonly sessions: SessionActions;
  readonly staffSignIn: StaffSignIn;
  readonly tell: () => void;
  readonly now: () => Date;
  readonly log: Log;
};

/** Puts together what people sign in with at other houses, as far as this district has any. */
export function assembleHouses(options: Options) {
  const { collections, houses, hashPersonal } = options;
  const redirects = createRedirects(collections);
  const handovers = createHandovers(collections);
  const around = { ...options, redirects, handovers };
  const hashOpenid = (openid: string) => hashPersonal(openid, 'wechatBindings.openid');
  const hashSubject = (subject: string) => hashPersonal(subject, 'staffAccounts.singleSignOn');
  const bindings = houses.wechat && createWechatBindings({ ...options, hashOpenid });
  const routes: Route[] = methodRoutes({ wechat: houses.wechat !== null, singleSignOn: houses.sso !== null });
  if (houses.wechat && bindings)
    routes.push(...wechatRoutes(createWechatSignIn({ ...around, wechat: houses.wechat, bindings })));
  if (houses.sso)
    routes.push(...ssoRoutes(createSsoSignIn({ ...around, provider: houses.sso, hashSubject })));
  if (houses.wechat || houses.sso) routes.push(...handoverRoutes(createTakeHandover(around)));
  return { bindings, routes };
}
