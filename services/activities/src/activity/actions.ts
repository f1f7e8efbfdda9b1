import { badInput, forbidden } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { isId } from '@hongxin/kit/ids';
import { assertSameContent } from '@hongxin/kit/same-content';
import type { MemoryTable } from '@hongxin/kit/memory-table';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ActivityDocument, ActivityKind, SessionDocument, SiteDocument } from '../collections.ts';
import type { ActivityStore } from './store.ts';

export type OpenActivityInput = {
  readonly id: string;
  readonly title: string;
  readonly kind: ActivityKind;
  readonly hostOrganizationId: string;
  readonly sessions: readonly {
    readonly id: string;
    readonly siteId: string;
    readonly opensAt: Date;
    readonly closesAt: Date;
  }[];
};

export type OpenActivityRefusal = 'SITE_UNKNOWN' | 'SITE_OCCUPIED' | 'HOST_UNKNOWN';
export type OpenActivityAnswer =
  | { readonly kind: 'ACCEPTED'; readonly activity: ActivityDocument; readonly replayed: boolean }
  | { readonly kind: 'REFUSED'; readonly reason: OpenActivityRefusal };

export const openActivityTexts: Record<OpenActivityRefusal, { message: string; nextStep: string }> = {
  SITE_UNKNOWN: { message: '所选站点不存在。', nextStep: '请刷新站点列表后重新选择。' },
  SITE_OCCUPIED: { message: '所选站点在该时段已有场次。', nextStep: '请更换时段或站点。' },
  HOST_UNKNOWN: { message: '所选主办组织不存在。', nextStep: '请刷新组织列表后重新选择。' },
};

type World = {
  readonly store: ActivityStore;
  readonly sites: MemoryTable<SiteDocument>;
  /** This process knows its own new sessions at once; others learn of them by their change stream. */
  readonly sessions: MemoryTable<SessionDocument>;
  /** Where an organization stands in the tree, asked of organizations; null when there is none. */
  pathOfOrganization(id: string): Promise<string | null>;
  /** Row scope: whether the caller may act on what belongs there. */
  mayAct(orgPath: string): boolean;
  tell(): void;
};

const DAY_MS = 86_400_000;

export async function openActivity(
  world: World,
  viewer: Viewer,
  input: OpenActivityInput,
): Promise<OpenActivityAnswer> {
  validate(input);
  const [known] = await world.store.byIds([input.id]);
  if (known) return replay(world, known, input);
  const first = world.sites.get(input.sessions[0]?.siteId ?? '');
  if (!first || input.sessions.some((session) => !world.sites.get(session.siteId)))
    return { kind: 'REFUSED', reason: 'SITE_UNKNOWN' };
  if (!input.sessions.every((session) => world.mayAct(world.sites.get(session.siteId)?.orgPath ?? '')))
    throw forbidden();
  const hostPath = await world.pathOfOrganization(input.hostOrganizationId);
  if (hostPath === null) return { kind: 'REFUSED', reason: 'HOST_UNKNOWN' };
  if (!world.mayAct(hostPath)) throw forbidden();
  const { id, title, kind, hostOrganizationId } = input;
  const startsAt = new Date(Math.min(...input.sessions.map((session) => session.opensAt.getTime())));
  const activity: ActivityDocument = {
    _id: id,
    title: title.trim(),
    kind,
    hostOrganizationId,
    orgPath: first.orgPath,
    startsAt,
  };
  const sessions = input.sessions.map(({ id: _id, siteId, opensAt, closesAt }) => ({
    _id,
    activityId: id,
    activityKind: kind,
    siteId,
    orgPath: world.sites.get(siteId)?.orgPath ?? first.orgPath,
    opensAt,
    closesAt,
  }));
  try {
    if (!(await world.store.open(activity, sessions, actorOf(viewer, activity.orgPath))))
      return { kind: 'REFUSED', reason: 'SITE_OCCUPIED' };
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
    const [winner] = await world.store.byIds([id]); // the same input at the same moment
    if (!winner) throw badInput('场次编号已被使用。请刷新页面后重试。', 'ID_REUSED');
    return replay(world, winner, input);
  }
  for (const session of sessions) world.sessions.put(session);
  world.tell();
  return { kind: 'ACCEPTED', activity, replayed: false };
}

/** The same activity with the same sessions; in whichever order they are given. */
async function replay(
  { store }: World,
  known: ActivityDocument,
  { title, kind, hostOrganizationId, sessions }: OpenActivityInput,
): Promise<OpenActivityAnswer> {
  const stored = await store.sessionsOfActivities([known._id]);
  assertSameContent(
    { ...known, sessions: contentOf(stored.map(({ _id: id, ...more }) => ({ id, ...more }))) },
    { title: title.trim(), kind, hostOrganizationId, sessions: contentOf(sessions) },
    '这个活动编号已用于另一个活动。请刷新页面后重试。',
  );
  return { kind: 'ACCEPTED', activity: known, replayed: true };
}

const contentOf = (sessions: OpenActivityInput['sessions']) =>
  sessions
    .map(({ id, siteId, opensAt, closesAt }) => ({ id, siteId, opensAt, closesAt }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

function validate(input: OpenActivityInput): void {
  const title = input.title.trim();
  if (title.length < 2 || title.length > 80) throw badInput('活动名称应为2–80个字。');
  if (input.sessions.length < 1 || input.sessions.length > 24) throw badInput('一个活动应有1–24个场次。');
  const ids = [
    input.id,
    input.hostOrganizationId,
    ...input.sessions.flatMap((session) => [session.id, session.siteId]),
  ];
  if (!ids.every(isId)) throw badInput('编号格式不对，应为 UUID。');
  for (const { opensAt, closesAt } of input.sessions) {
    const length = closesAt.getTime() - opensAt.getTime();
    if (length <= 0 || length > DAY_MS) throw badInput('场次的结束时间应晚于开始时间，且不超过24小时。');
  }
  const bySite = Map.groupBy(input.sessions, (session) => session.siteId);
  for (const atSite of bySite.values())
    for (const [i, a] of atSite.entries())
      if (atSite.slice(i + 1).some((b) => a.opensAt < b.closesAt && b.opensAt < a.closesAt))
        throw badInput('同一站点的场次时间不能重叠。');
}
