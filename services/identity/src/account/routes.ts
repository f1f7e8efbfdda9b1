import { z } from 'zod';
import type { StaffAccountDocument } from '../collections.ts';
import { post, type Answer, type Route } from '../http/route.ts';
import type { Refused } from '../refusals.ts';
import type { Tokens } from '../session/actions.ts';
import type { StaffSignIn } from './actions.ts';
import { plainRoles } from './authority.ts';
import type { OwnAccount } from './own-account.ts';
import { MAX_PASSWORD_LENGTH } from './password-policy.ts';

const username = z.string('请填写用户名。').trim().min(1, '请填写用户名。').max(64, '用户名最多 64 个字符。');
const password = z
  .string('请填写密码。')
  .min(1, '请填写密码。')
  .max(MAX_PASSWORD_LENGTH, `密码最多 ${MAX_PASSWORD_LENGTH} 个字符。`);
const ticket = z.string('缺少 ticket。').regex(/^[\w-]{43}$/, 'ticket 格式有误。');
const code = z
  .string('请填写动态口令或恢复码。')
  .trim()
  .min(1, '请填写动态口令或恢复码。')
  .max(40, '口令格式有误。');
const refreshToken = z.string('缺少 refreshToken。').max(2_000, 'refreshToken 格式有误。');

const viewerOf = (account: StaffAccountDocument) => {
  const { _id: id, displayName } = account;
  return { id, kind: 'STAFF', displayName, roles: plainRoles(account) };
};

export const staffAnswer = (
  outcome: { account: StaffAccountDocument; tokens: Tokens } | Refused,
): Answer | Refused =>
  'refused' in outcome
    ? outcome
    : { status: 200, body: { ...outcome.tokens, viewer: viewerOf(outcome.account) } };

export const staffRoutes = (signIn: StaffSignIn, own: OwnAccount): Route[] => [
  post(
    '/auth/staff/sign-in',
    z.object({ username, password }, '请填写用户名和密码。'),
    async (body, sender) => staffAnswer(await signIn.signIn(body.username, body.password, sender)),
  ),
  post('/auth/staff/second-factor', z.object({ ticket, code }, '请填写动态口令。'), async (body, sender) =>
    staffAnswer(await signIn.giveSecondFactor(body.ticket, body.code, sender)),
  ),
  post('/auth/staff/first-password', z.object({ ticket, password }, '请填写新密码。'), async (body, sender) =>
    staffAnswer(await signIn.giveFirstPassword(body.ticket, body.password, sender)),
  ),
  post(
    '/auth/staff/second-factor/setup',
    z.object({ ticket, code }, '请填写动态口令。'),
    async (body, sender) => {
      const outcome = await signIn.setUp(body.ticket, body.code, sender);
      if ('refused' in outcome) return outcome;
      const { account, tokens, recoveryCodes } = outcome;
      return { status: 200, body: { ...tokens, viewer: viewerOf(account), recoveryCodes } };
    },
  ),
  post(
    '/auth/staff/second-factor/begin',
    z.object({ refreshToken }, '缺少 refreshToken。'),
    async (body, sender) => {
      const outcome = await own.beginSetUp(body.refreshToken, sender);
      return 'refused' in outcome ? outcome : { status: 200, body: outcome };
    },
  ),
  post(
    '/auth/staff/step-up',
    z
      .object({ refreshToken, code: code.optional(), password: password.optional() }, '缺少 refreshToken。')
      .refine(
        (body) => (body.code === undefined) !== (body.password === undefined),
        '请填写动态口令或密码。',
      ),
    async (body, sender) => staffAnswer(await own.stepUp(body.refreshToken, body, sender)),
  ),
  post(
    '/auth/staff/password',
    z.object({ refreshToken, oldPassword: password, newPassword: password }, '请填写原密码和新密码。'),
    async ({ refreshToken, oldPassword, newPassword }, sender) => {
      const outcome = await own.changePassword(refreshToken, oldPassword, newPassword, sender);
      return 'refused' in outcome ? outcome : { status: 204 };
    },
  ),
];
