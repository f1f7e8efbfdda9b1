import { z } from 'zod';
import { post, type Route } from '../http/route.ts';
import type { StaffSignIn } from './actions.ts';

const username = z.string('请填写用户名。').trim().min(1, '请填写用户名。').max(64, '用户名最多 64 个字符。');
const password = z.string('请填写密码。').min(1, '请填写密码。').max(256, '密码最多 256 个字符。');

export const staffRoutes = (signIn: StaffSignIn): Route[] => [
  post('/auth/staff/sign-in', z.object({ username, password }, '请填写用户名和密码。'), async (body) => {
    const outcome = await signIn(body.username, body.password);
    if ('refused' in outcome) return outcome;
    const { _id: id, displayName, roles } = outcome.account;
    return { status: 200, body: { ...outcome.tokens, viewer: { id, kind: 'STAFF', displayName, roles } } };
  }),
];
