import { z } from 'zod';
import { post, type Route } from '../http/route.ts';
import { CALLBACK_PATH, type WechatSignIn } from './actions.ts';

const refreshToken = z.string('缺少 refreshToken。').max(2_000, 'refreshToken 格式有误。');

export const wechatRoutes = (wechat: WechatSignIn): Route[] => [
  {
    method: 'GET',
    path: '/auth/wechat/start',
    run: ({ query, sender }) => wechat.start(query.get('to'), sender),
  },
  { method: 'GET', path: CALLBACK_PATH, run: ({ query, sender }) => wechat.comeBack(query, sender) },
  post('/auth/wechat/unbind', z.object({ refreshToken }, '缺少 refreshToken。'), (body, sender) =>
    wechat.unbind(body.refreshToken, sender),
  ),
];
