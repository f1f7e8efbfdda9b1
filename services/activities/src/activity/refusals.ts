import type { StageRefusal } from './stage.ts';

export type LifecycleRefusal = StageRefusal | 'SITE_UNKNOWN' | 'SITE_OCCUPIED' | 'TIME_PAST';

/** Why a decision about an activity is refused, and what to do now. */
export const lifecycleTexts: Record<LifecycleRefusal, { message: string; nextStep: string }> = {
  NOT_IN_REVIEW: { message: '活动还没有提交审核。', nextStep: '请先提交审核，再由审核人发布或退回。' },
  IN_REVIEW: { message: '活动正在审核中。', nextStep: '请等待审核结果；如需修改，请联系审核人退回。' },
  NOT_PUBLISHED: { message: '活动还没有发布，无需取消。', nextStep: '可以继续修改草稿，或将草稿归档。' },
  ALREADY_PUBLISHED: {
    message: '活动已经发布。',
    nextStep: '如不再举办，请填写原因后取消活动，再另行新建。',
  },
  NOT_OVER: { message: '活动还没有结束。', nextStep: '请在活动结束后归档；如不再举办，请先取消活动。' },
  ALREADY_OVER: { message: '活动已经结束。', nextStep: '可以将活动归档；如需再次举办，请新建活动。' },
  CANCELLED: { message: '活动已经取消。', nextStep: '可以将活动归档；如需举办，请新建活动。' },
  ARCHIVED: { message: '活动已经归档。', nextStep: '归档的活动只供查阅；如需举办，请新建活动。' },
  SITE_UNKNOWN: { message: '所选站点不存在。', nextStep: '请刷新站点列表后重新选择。' },
  SITE_OCCUPIED: { message: '所选站点在该时段已有场次。', nextStep: '请退回修改，更换时段或站点后再发布。' },
  TIME_PAST: { message: '活动的全部场次时间已过。', nextStep: '请退回修改场次时间后再发布。' },
};
