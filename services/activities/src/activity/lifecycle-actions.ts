import { badInput, forbidden, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import type { MemoryTable } from '@hongxin/kit/memory-table';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ActivityDocument, SessionDocument, SiteDocument } from '../collections.ts';
import type { SeatStore } from '../registration/seat-store.ts';
import type { By, Decision, LifecycleStore, Standing } from './lifecycle-store.ts';
import { type ActivityInput, planOf } from './plan.ts';
import type { LifecycleRefusal } from './refusals.ts';
import { decide, type StageAction, stageOf } from './stage.ts';

export type DecisionAnswer =
  | { readonly kind: 'ACCEPTED'; readonly activity: ActivityDocument }
  | { readonly kind: 'REFUSED'; readonly reason: LifecycleRefusal };

export type LifecycleWorld = {
  readonly store: LifecycleStore;
  readonly sites: MemoryTable<SiteDocument>;
  readonly sessions: MemoryTable<SessionDocument>;
  readonly viewer: Viewer;
  mayAct(orgPath: string): boolean;
  mayPublish(orgPath: string): boolean;
  /** Those who have registered are told in the same transaction. */
  readonly seats: Pick<SeatStore, 'prepare' | 'tellCancelled'>;
  tell(): void;
  now(): Date;
};

const refused = (reason: LifecycleRefusal): DecisionAnswer => ({ kind: 'REFUSED', reason });

export async function draftActivity(world: LifecycleWorld, input: ActivityInput): Promise<DecisionAnswer> {
  const draft = draftOf(world, input);
  if (!draft) return refused('SITE_UNKNOWN');
  return deciding(world, async (decision) => {
    const known = await decision.read(draft._id);
    if (known) return replay(known.activity, draft);
    await decision.plan(draft, 'DRAFTED', byOf(world, draft));
    return { kind: 'ACCEPTED', activity: draft };
  });
}

/** The whole plan anew; the ids of its sessions may change too. */
export async function changeActivity(world: LifecycleWorld, input: ActivityInput): Promise<DecisionAnswer> {
  const draft = draftOf(world, input);
  if (!draft) return refused('SITE_UNKNOWN');
  return step(world, input.id, 'CHANGE', async (decision, { activity }) => {
    const changed = { ...draft, ...(activity.sentBack && { sentBack: activity.sentBack }) };
    await decision.plan(changed, 'CHANGED', byOf(world, draft));
    return changed;
  });
}

export const submitActivity = (world: LifecycleWorld, id: string) =>
  step(world, id, 'SUBMIT', async (decision, { activity }) => {
    await decision.move(activity, { decision: 'IN_REVIEW' }, 'SUBMITTED', byOf(world, activity));
    const { sentBack: _, ...rest } = activity;
    return { ...rest, decision: 'IN_REVIEW' };
  });

export const sendBackActivity = (world: LifecycleWorld, id: string, text: string) => {
  const reason = reasonOf(text);
  return step(world, id, 'SEND_BACK', async (decision, { activity }) => {
    const by = byOf(world, activity);
    const set = { decision: 'DRAFT', sentBack: { reason, actor: by.actor.sub, at: by.at } } as const;
    await decision.move(activity, set, 'SENT_BACK', by);
    return { ...activity, ...set };
  });
};

export const archiveActivity = (world: LifecycleWorld, id: string) =>
  step(world, id, 'ARCHIVE', async (decision, { activity }) => {
    await decision.move(activity, { decision: 'ARCHIVED' }, 'ARCHIVED', byOf(world, activity));
    return { ...activity, decision: 'ARCHIVED' };
  });

export async function publishActivity(world: LifecycleWorld, id: string): Promise<DecisionAnswer> {
  let opened: readonly SessionDocument[] = [];
  const answer = await step(world, id, 'PUBLISH', async (decision, { activity }) => {
    const planned = activity.plannedSessions ?? [];
    if (planned.every(({ closesAt }) => closesAt < world.now())) return 'TIME_PAST';
    if (await decision.isTaken(planned)) return 'SITE_OCCUPIED';
    opened = await decision.publish(activity, byOf(world, activity));
    const { decision: _, plannedSessions: __, sentBack: ___, ...published } = activity;
    return published;
  });
  if (answer.kind === 'ACCEPTED') for (const session of opened) world.sessions.put(session);
  return answer;
}

export async function cancelActivity(
  world: LifecycleWorld,
  id: string,
  text: string,
): Promise<DecisionAnswer> {
  const reason = reasonOf(text);
  await world.seats.prepare(await world.store.sessionIdsOf(id)); // who registers at this moment meets the cancelling there
  let gone: readonly SessionDocument[] = [];
  const answer = await step(world, id, 'CANCEL', async (decision, { activity, sessions }) => {
    const by = byOf(world, activity);
    gone = sessions.filter(({ closesAt, cancelledAt }) => closesAt >= by.at && !cancelledAt);
    await decision.cancel(activity, gone, reason, by);
    await world.seats.tellCancelled(decision.session, activity, gone, reason, by.at);
    return {
      ...activity,
      decision: 'CANCELLED',
      cancelled: { reason, actor: by.actor.sub, at: by.at },
    };
  });
  if (answer.kind === 'ACCEPTED')
    for (const session of gone) world.sessions.put({ ...session, cancelledAt: world.now() });
  return answer;
}

/** Reads, judges by the table of stages and writes in one transaction; `apply` may still refuse. */
function step(
  world: LifecycleWorld,
  id: string,
  action: StageAction,
  apply: (decision: Decision, standing: Standing) => Promise<ActivityDocument | LifecycleRefusal>,
): Promise<DecisionAnswer> {
  const reviews = action === 'PUBLISH' || action === 'SEND_BACK';
  return deciding(world, async (decision) => {
    const standing = await decision.read(id);
    if (!standing) throw notFound('没有找到这个活动。请刷新列表后重试。');
    const { activity, sessions } = standing;
    const places = [activity, ...sessions, ...(activity.plannedSessions ?? [])];
    const may = (path: string) => (reviews ? world.mayPublish(path) : world.mayAct(path));
    if (!places.every(({ orgPath }) => may(orgPath))) throw forbidden();
    const judged = decide(stageOf(activity, sessions, world.now()), action);
    if ('refused' in judged) return refused(judged.refused);
    const applied = await apply(decision, standing);
    return typeof applied === 'string' ? refused(applied) : { kind: 'ACCEPTED', activity: applied };
  });
}

async function deciding(
  world: LifecycleWorld,
  work: (decision: Decision) => Promise<DecisionAnswer>,
): Promise<DecisionAnswer> {
  try {
    const answer = await world.store.deciding(work);
    if (answer.kind === 'ACCEPTED') world.tell();
    return answer;
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
    throw badInput('活动或场次编号已被使用。请刷新页面后重试。', 'ID_REUSED');
  }
}

/** A draft of the wanted plan at places where the caller runs activities; null where a site is unknown. */
function draftOf(world: LifecycleWorld, input: ActivityInput): ActivityDocument | null {
  const plan = planOf(input, (id) => world.sites.get(id));
  if (!plan) return null;
  if (!plan.sessions.every(({ orgPath }) => world.mayAct(orgPath))) throw forbidden();
  return { ...plan.activity, decision: 'DRAFT', plannedSessions: [...plan.sessions] };
}

function replay(known: ActivityDocument, draft: ActivityDocument): DecisionAnswer {
  if (known.title !== draft.title || known.kind !== draft.kind || known.orgPath !== draft.orgPath)
    throw badInput('这个活动编号已用于另一个活动。请刷新页面后重试。', 'ID_REUSED');
  return { kind: 'ACCEPTED', activity: known };
}

const byOf = (world: LifecycleWorld, { orgPath }: ActivityDocument): By => ({
  actor: actorOf(world.viewer, orgPath),
  at: world.now(),
});

function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason.length < 2 || reason.length > 200) throw badInput('请填写原因（2–200字）。');
  return reason;
}
