import { badInput, forbidden } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import type { MemoryTable } from '@hongxin/kit/memory-table';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ActivityDocument, SessionDocument, SiteDocument } from '../collections.ts';
import { type ActivityInput, planOf, publishedSession } from './plan.ts';
import type { ActivityStore } from './store.ts';

export type OpenActivityRefusal = 'SITE_UNKNOWN' | 'SITE_OCCUPIED';
export type OpenActivityAnswer =
  | { readonly kind: 'ACCEPTED'; readonly activity: ActivityDocument; readonly replayed: boolean }
  | { readonly kind: 'REFUSED'; readonly reason: OpenActivityRefusal };

export const openActivityTexts: Record<OpenActivityRefusal, { message: string; nextStep: string }> = {
  SITE_UNKNOWN: { message: '所选站点不存在。', nextStep: '请刷新站点列表后重新选择。' },
  SITE_OCCUPIED: { message: '所选站点在该时段已有场次。', nextStep: '请更换时段或站点。' },
};

type World = {
  readonly store: ActivityStore;
  readonly sites: MemoryTable<SiteDocument>;
  /** This process knows its own new sessions at once; others learn of them by their change stream. */
  readonly sessions: MemoryTable<SessionDocument>;
  /** Row scope: whether the caller may publish what belongs there. */
  mayPublish(orgPath: string): boolean;
  tell(): void;
};

/** Publishes in one step, without a draft and a review. */
export async function openActivity(
  world: World,
  viewer: Viewer,
  input: ActivityInput,
): Promise<OpenActivityAnswer> {
  const plan = planOf(input, (id) => world.sites.get(id));
  const [known] = await world.store.byIds([input.id]);
  if (known) return replay(known, input);
  if (!plan) return { kind: 'REFUSED', reason: 'SITE_UNKNOWN' };
  const { activity } = plan;
  if (!plan.sessions.every(({ orgPath }) => world.mayPublish(orgPath))) throw forbidden();
  if ((await world.store.overlapping(plan.sessions)).length > 0)
    return { kind: 'REFUSED', reason: 'SITE_OCCUPIED' };
  const sessions = plan.sessions.map((planned) => publishedSession(activity, planned));
  try {
    await world.store.open(activity, sessions, actorOf(viewer, activity.orgPath));
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
    const [winner] = await world.store.byIds([activity._id]); // the same input at the same moment
    if (!winner) throw badInput('场次编号已被使用。请刷新页面后重试。', 'ID_REUSED');
    return replay(winner, input);
  }
  for (const session of sessions) world.sessions.put(session);
  world.tell();
  return { kind: 'ACCEPTED', activity, replayed: false };
}

/** A draft of that id is another thing: what is published must be what its reviewer saw. */
function replay(known: ActivityDocument, input: ActivityInput): OpenActivityAnswer {
  if (known.plannedSessions || known.title !== input.title.trim() || known.kind !== input.kind)
    throw badInput('这个活动编号已用于另一个活动。请刷新页面后重试。', 'ID_REUSED');
  return { kind: 'ACCEPTED', activity: known, replayed: true };
}
