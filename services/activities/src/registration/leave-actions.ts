import { badInput, forbidden, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import type { RegistrationWorld } from './actions.ts';
import { type LeaveDocument, registrationIdOf } from './documents.ts';
import { isStanding } from './registration.ts';

export type LeaveRefusal = 'SESSION_CANCELLED' | 'SESSION_OVER' | 'DECIDED';
export type LeaveAnswer =
  | { readonly kind: 'ACCEPTED'; readonly leave: LeaveDocument }
  | { readonly kind: 'REFUSED'; readonly reason: LeaveRefusal };

export const leaveTexts: Record<LeaveRefusal, { message: string; nextStep: string }> = {
  SESSION_CANCELLED: { message: '本场活动已经取消。', nextStep: '无需请假。' },
  SESSION_OVER: { message: '本场活动已经结束，不能再请假。', nextStep: '如有特殊情况，请联系所在党支部。' },
  DECIDED: { message: '这条请假已经有审批结果。', nextStep: '如需更改，请联系所在党支部。' },
};

/** Asks the home branch to be excused; asking again before it decided changes the reason. */
export async function requestLeave(
  world: RegistrationWorld,
  input: { readonly sessionId: string; readonly reason: string },
): Promise<LeaveAnswer> {
  const { sessionId } = input;
  const memberId = world.viewer.sub;
  const member = world.member(memberId);
  if (!member) throw notFound('没有找到您的党员信息。请联系所在党支部核实登记。');
  const reason = soundReason(input.reason);
  return answer(world, sessionId, async (desk) => {
    const { session } = desk;
    const requestedAt = world.now();
    if (session.cancelledAt) return { kind: 'REFUSED', reason: 'SESSION_CANCELLED' };
    if (requestedAt > session.closesAt) return { kind: 'REFUSED', reason: 'SESSION_OVER' };
    const before = await desk.findLeave(memberId);
    if (before && before.status !== 'REQUESTED') return { kind: 'REFUSED', reason: 'DECIDED' };
    const leave: LeaveDocument = {
      _id: registrationIdOf(sessionId, memberId),
      sessionId,
      activityId: session.activityId,
      memberId,
      orgPath: member.orgPath,
      status: 'REQUESTED',
      reason,
      requestedAt,
    };
    await desk.putLeave(leave, actorOf(world.viewer, member.orgPath));
    return { kind: 'ACCEPTED', leave };
  });
}

/** Excuses a member, whose seat goes to who waits; or declines with a reason. */
export async function decideLeave(
  world: RegistrationWorld,
  id: string,
  declined: { readonly reason: string } | null,
): Promise<LeaveAnswer> {
  const declinedReason = declined && soundReason(declined.reason);
  const [sessionId = '', memberId = ''] = id.split('.');
  return answer(world, sessionId, async (desk) => {
    const before = await desk.findLeave(memberId);
    if (!before) throw notFound('没有找到这条请假。请刷新列表后重试。');
    if (!world.mayAct(before.orgPath)) throw forbidden();
    if (before.status !== 'REQUESTED') return { kind: 'REFUSED', reason: 'DECIDED' };
    const decidedAt = world.now();
    const actor = actorOf(world.viewer, before.orgPath);
    const status = declinedReason === null ? 'APPROVED' : 'DECLINED';
    const leave = {
      ...before,
      status,
      decidedAt,
      ...(declinedReason !== null && { declinedReason }),
    } as const;
    await desk.putLeave(leave, actor);
    await desk.notify(memberId, `LEAVE_${status}`, decidedAt, declinedReason ?? undefined);
    const registration = await desk.find(memberId);
    if (status === 'APPROVED' && registration && isStanding(registration.status)) {
      const withdrawn = { ...registration, status: 'WITHDRAWN', changedAt: decidedAt } as const;
      await desk.put(withdrawn, registration, actor);
      if (decidedAt < desk.session.opensAt) await desk.moveUp(decidedAt);
    }
    return { kind: 'ACCEPTED', leave };
  });
}

async function answer(
  world: RegistrationWorld,
  sessionId: string,
  work: Parameters<typeof world.seats.atDesk<LeaveAnswer>>[1],
): Promise<LeaveAnswer> {
  const given = await world.seats.atDesk(sessionId, work);
  if (!given) throw notFound('没有找到这个场次。请刷新活动列表后重试。');
  if (given.kind === 'ACCEPTED') world.tell();
  return given;
}

function soundReason(text: string): string {
  const reason = text.trim();
  if (reason.length < 2 || reason.length > 200) throw badInput('请填写原因（2–200字）。');
  return reason;
}
