import { badInput, forbidden, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { placeOfSite } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import type { CheckInDocument } from '../collections.ts';
import type { CheckInWorld } from './actions.ts';

/** What staff of a site do with a member's check-in. */
export type StaffWorld = Pick<CheckInWorld, 'sessions' | 'store' | 'tell' | 'now'> & {
  /** Whether the caller runs activities at the place. */
  mayAct(orgPath: string): boolean;
};

export type ConfirmCheckInInput = {
  readonly id: string;
  readonly decision: 'CONFIRM' | 'DECLINE';
  readonly reason: string;
};

export async function voidCheckIn(
  world: StaffWorld,
  viewer: Viewer,
  input: { id: string; reason: string },
): Promise<CheckInDocument> {
  const { stored, place, word } = await decideAbout(world, viewer, input, '撤销');
  if (stored.status === 'SUPERSEDED')
    throw badInput('这条签到已被更早的一条取代，请撤销取代它的那一条。', 'SUPERSEDED');
  if (stored.status === 'AWAITING_CONFIRMATION')
    throw badInput('这条签到还在等待确认。请在待确认列表中选择“不予确认”。', 'AWAITING_CONFIRMATION');
  if (await world.store.voidValid(stored, word, actorOf(viewer, place))) world.tell();
  return (await world.store.findById(input.id)) ?? stored;
}

/** A person of the site says whether the member was there. The same word again changes nothing; another one is refused. */
export async function confirmCheckIn(
  world: StaffWorld,
  viewer: Viewer,
  input: ConfirmCheckInInput,
): Promise<CheckInDocument> {
  const { stored, place, word } = await decideAbout(
    world,
    viewer,
    input,
    input.decision === 'CONFIRM' ? '确认' : '不予确认',
  );
  const actor = actorOf(viewer, place);
  const isDone =
    input.decision === 'CONFIRM'
      ? await world.store.confirmAwaiting(stored, word, actor)
      : await world.store.declineAwaiting(stored, word, actor);
  if (isDone) world.tell();
  const now = (await world.store.findById(input.id)) ?? stored;
  const isAsSaid = input.decision === 'CONFIRM' ? now.confirmed !== undefined : now.status === 'VOID';
  if (!isAsSaid) throw badInput('这条签到不在等待确认，可能已有人处理。请刷新列表。', 'NOT_AWAITING');
  return now;
}

async function decideAbout(
  world: StaffWorld,
  viewer: Viewer,
  input: { readonly id: string; readonly reason: string },
  what: string,
) {
  const reason = input.reason.trim();
  if (reason.length < 2 || reason.length > 200) throw badInput(`请填写${what}原因（2–200字）。`);
  const stored = await world.store.findById(input.id);
  if (!stored) throw notFound('没有找到这条签到记录。请刷新列表后重试。');
  const around = world.sessions.get(stored.sessionId)?.orgPath ?? stored.orgPath;
  const place = placeOfSite(around, stored.siteId);
  if (!world.mayAct(place)) throw forbidden();
  return { stored, place, word: { reason, actor: viewer.sub, at: world.now() } };
}
