import { badInput, foundOr } from '@hongxin/kit/errors';
import type { ScreenDocument } from '../collections.ts';
import type { Context, SignedInContext } from '../context.ts';
import type { ApproveRefusal } from './actions.ts';
import { readApproval, type Approval } from './pairing.ts';

const REFUSALS: Record<ApproveRefusal, { message: string; nextStep: string }> = {
  CODE_UNKNOWN: { message: '没有这个配对码。', nextStep: '请核对屏幕上显示的 8 位字母后重新输入。' },
  CODE_EXPIRED: {
    message: '配对码已超过 10 分钟，已失效。',
    nextStep: '请在屏幕上刷新配对码，再输入新的配对码。',
  },
  CODE_USED: {
    message: '这个配对码已被批准过。',
    nextStep: '如需配对另一块屏幕，请输入那块屏幕上的配对码。',
  },
};

type ApproveArgs = { input: Approval & { userCode: string } };

export const screenResolvers = {
  Query: {
    screens: (_source: unknown, _args: unknown, { screens, viewer }: Context) => screens.inScope(viewer),
  },
  Mutation: {
    approveScreen: async (
      _source: unknown,
      { input }: ApproveArgs,
      { viewer, screenActions }: SignedInContext,
    ) => {
      const approval = readApproval(input);
      if (typeof approval === 'string') throw badInput(approval);
      const outcome = await screenActions.approve(viewer, input.userCode, approval);
      if (typeof outcome === 'string')
        return { __typename: 'ApproveScreenRefused', reason: outcome, ...REFUSALS[outcome] };
      return { __typename: 'ApproveScreenAccepted', screen: outcome };
    },
    revokeScreen: (_source: unknown, { id }: { id: string }, { viewer, screenActions }: SignedInContext) =>
      screenActions.revoke(viewer, id),
  },
  ScreenDevice: {
    __resolveReference: async ({ id }: { id: string }, { loaders }: Context) =>
      foundOr(await loaders.screens.load(id), '屏幕不存在，可能已移除。请刷新屏幕列表。'),
    id: (screen: ScreenDocument) => screen._id,
    lastRenewedAt: (screen: ScreenDocument, _args: unknown, { loaders }: Context) =>
      loaders.screenRenewals.load(screen._id),
  },
};
