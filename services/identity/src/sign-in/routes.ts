import { z } from 'zod';
import { staffAnswer } from '../account/routes.ts';
import { get, post, type Answer, type Route } from '../http/route.ts';
import type { Refused } from '../refusals.ts';
import type { Tokens } from '../session/actions.ts';
import type { MemberSignIn } from './actions.ts';
import type { Inbox } from './inbox-store.ts';
import { inboxPage } from './inbox-page.ts';
import { CODE_LIFE_MS, RESEND_AFTER_MS } from './one-time-code.ts';
import type { TakeHandover } from './take-handover.ts';

const phone = z.string('请填写手机号。').regex(/^1[3-9]\d{9}$/, '手机号须为 11 位中国大陆手机号码。');
const code = z.string('请填写验证码。').regex(/^\d{6}$/, '验证码须为 6 位数字。');

const bindTicket = z
  .string()
  .regex(/^[\w-]{43}$/, 'bindTicket 格式有误。')
  .optional();
const handoverCode = z.string('缺少 code。').regex(/^[\w-]{43}$/, 'code 格式有误。');

const SENT: Answer = {
  status: 202,
  body: { expiresInSeconds: CODE_LIFE_MS / 1000, resendAfterSeconds: RESEND_AFTER_MS / 1000 },
};

const memberAnswer = (outcome: { memberId: string; tokens: Tokens } | Refused): Answer | Refused =>
  'refused' in outcome
    ? outcome
    : { status: 200, body: { ...outcome.tokens, viewer: { id: outcome.memberId, kind: 'MEMBER' } } };

/** What another house has proved becomes a session here. */
export const handoverRoutes = (takeHandover: TakeHandover): Route[] => [
  post('/auth/handover', z.object({ code: handoverCode }, '缺少 code。'), async (body, sender) => {
    const outcome = await takeHandover(body.code, sender);
    return 'staff' in outcome ? staffAnswer(outcome.staff) : memberAnswer(outcome);
  }),
];

/** How one can sign in here, so that no page offers a way that leads nowhere. */
export const methodRoutes = (offered: { wechat: boolean; singleSignOn: boolean }): Route[] => [
  get('/auth/methods', async () => ({
    status: 200,
    body: {
      member: ['ONE_TIME_CODE', ...(offered.wechat ? ['WECHAT'] : [])],
      staff: ['PASSWORD', ...(offered.singleSignOn ? ['SINGLE_SIGN_ON'] : [])],
    },
  })),
];

export const memberRoutes = (members: MemberSignIn): Route[] => [
  post('/auth/member/code', z.object({ phone }, '请填写手机号。'), async (body) => {
    const asked = await members.askCode(body.phone);
    return 'refused' in asked ? asked : SENT;
  }),
  post(
    '/auth/member/sign-in',
    z.object({ phone, code, bindTicket }, '请填写手机号和验证码。'),
    async (body, sender) =>
      memberAnswer(await members.signIn(body.phone, body.code, sender, body.bindTicket)),
  ),
];

/** Only where there is an inbox; elsewhere the address is not known. One number is asked for in a body, never in an address. */
export const inboxRoutes = (inbox: Inbox): Route[] => [
  post('/dev/inbox', z.object({ phone }, '请填写手机号。'), async (body) => ({
    status: 200,
    body: { messages: await inbox.latest(body.phone) },
  })),
  get('/dev/inbox', async (_query, accept) => {
    const messages = await inbox.latest();
    const wantsPage = accept.includes('text/html');
    return wantsPage
      ? { status: 200, html: inboxPage(messages, new Date()) }
      : { status: 200, body: { messages } };
  }),
];
