import type { Refusal } from './check-in.ts';

/** Why, and what to do now: shown to the member as it stands. The English of first-party pages is in their own texts. */
export const refusalTexts: Record<Refusal, { message: string; nextStep: string }> = {
  ALREADY_CHECKED_IN: { message: '您已在本场活动签到。', nextStep: '无需再次签到，可在“我的活动”中查看。' },
  VOIDED: {
    message: '这次签到已被工作人员撤销。',
    nextStep: '如您确实到场，请联系站点工作人员，或重新扫描屏幕上的签到码。',
  },
  TOO_EARLY: { message: '本场活动还没有开始签到。', nextStep: '请在签到开始后再扫一次屏幕上的签到码。' },
  TOO_LATE: { message: '本场活动的签到已经结束。', nextStep: '如您确实到场，请联系站点工作人员补签。' },
  SESSION_CANCELLED: { message: '本场活动已经取消。', nextStep: '请在“我的活动”中查看其他场次。' },
  WRONG_SITE: {
    message: '这是另一个站点的签到码。',
    nextStep: '请扫描您所在站点屏幕上的签到码，或在“我的活动”中改选站点。',
  },
  CODE_EXPIRED: { message: '签到码已过期（每15秒更新一次）。', nextStep: '请重新扫描屏幕上当前的签到码。' },
  CODE_INVALID: {
    message: '签到码无效。',
    nextStep: '请直接扫描站点大屏上的签到码；如仍不行，请联系站点工作人员。',
  },
  MEMBER_NOT_ACTIVE: { message: '您目前的党员状态不能签到。', nextStep: '请联系您所在的党支部核实。' },
  MEMBER_TRANSFERRED: {
    message: '您的组织关系已转出本区。',
    nextStep: '请向现所在党组织报到；如信息有误，请联系原党支部。',
  },
};
