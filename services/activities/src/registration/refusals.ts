import type { RegistrationRefusal } from './registration.ts';

/** Why a registration is refused, and what to do now. */
export const registrationTexts: Record<RegistrationRefusal, { message: string; nextStep: string }> = {
  SESSION_CANCELLED: { message: '本场活动已经取消。', nextStep: '请在活动列表中选择其他场次。' },
  NOT_OPEN_YET: { message: '报名还没有开始。', nextStep: '请在报名开始后再试。' },
  REGISTRATION_CLOSED: { message: '报名已经截止。', nextStep: '如需参加，请联系站点工作人员。' },
  PARTY_TOO_LARGE: { message: '报名人数超过本场名额。', nextStep: '请减少同行人数后重新报名。' },
  DECLINED: { message: '您的报名没有通过审核。', nextStep: '如有疑问，请联系站点工作人员。' },
  MEMBER_NOT_ACTIVE: { message: '目前的党员状态不能报名。', nextStep: '请联系所在的党支部核实。' },
  MEMBER_TRANSFERRED: { message: '组织关系已转出本区。', nextStep: '如信息有误，请联系原党支部。' },
  NOT_REGISTERED: { message: '没有有效的报名。', nextStep: '请刷新“我的活动”后查看。' },
  SESSION_BEGUN: { message: '活动已经开始，不能取消报名。', nextStep: '如不能到场，请向所在党支部请假。' },
  SESSION_NOT_BEGUN: { message: '活动还没有开始。', nextStep: '请在活动开始后登记现场人员。' },
  NOT_PENDING: { message: '这条报名不在待审核状态。', nextStep: '请刷新报名列表后查看。' },
};
