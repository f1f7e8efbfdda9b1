import { z } from 'zod';
import { get, post, type Answer, type Route } from '../http/route.ts';
import type { MemberSignIn } from './actions.ts';
import type { Inbox } from './inbox.ts';
import { inboxPage } from './inbox-page.ts';
import { CODE_LIFE_MS, RESEND_AFTER_MS } from './one-time-code.ts';

const phone = z.string('请填写手机号。').regex(/^1[3-9]\d{9}$/, '手机号须为 11 位中国大陆手机号码。');
const code = z.string('请填写验证码。').regex(/^\d{6}$/, '验证码须为 6 位数字。');

const SENT: Answer = {
  status: 202,
  body: { expiresInSeconds: CODE_LIFE_MS / 1000, resendAfterSeconds: RESEND_AFTER_MS / 1000 },
};

export const memberRoutes = (members: MemberSignIn): Route[] => [
  post('/auth/member/code', z.object({ phone }, '请填写手机号。'), async (body) => {
    const asked = await members.askCode(body.phone);
    return 'refused' in asked ? asked : SENT;
  }),
  post('/auth/member/sign-in', z.object({ phone, code }, '请填写手机号和验证码。'), async (body) => {
    const outcome = await members.signIn(body.phone, body.code);
    if ('refused' in outcome) return outcome;
    return { status: 200, body: { ...outcome.tokens, viewer: { id: outcome.memberId, kind: 'MEMBER' } } };
  }),
];

/** Only where there is an inbox; elsewhere the address is not known. */
export const inboxRoutes = (inbox: Inbox): Route[] => [
  get('/dev/inbox', async (query, accept) => {
    const messages = await inbox.latest(query.get('phone') ?? undefined);
    const wantsPage = accept.includes('text/html');
    return wantsPage
      ? { status: 200, html: inboxPage(messages, new Date()) }
      : { status: 200, body: { messages } };
  }),
];
