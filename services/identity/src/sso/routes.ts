import { z } from 'zod';
import { post, type Route } from '../http/route.ts';
import { CALLBACK_PATH, type SsoSignIn } from './actions.ts';

const refreshToken = z.string('缺少 refreshToken。').max(2_000, 'refreshToken 格式有误。');

export const ssoRoutes = (sso: SsoSignIn): Route[] => [
  { method: 'GET', path: '/auth/staff/sso/start', run: ({ sender }) => sso.start(sender) },
  { method: 'GET', path: CALLBACK_PATH, run: ({ query, sender }) => sso.comeBack(query, sender) },
  post('/auth/staff/sso/bind', z.object({ refreshToken }, '缺少 refreshToken。'), (body, sender) =>
    sso.startBinding(body.refreshToken, sender),
  ),
];
