import { clampFirst } from '@hongxin/kit/paging';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ActivityDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import {
  archiveActivity,
  cancelActivity,
  changeActivity,
  type DecisionAnswer,
  draftActivity,
  type LifecycleWorld,
  publishActivity,
  sendBackActivity,
  submitActivity,
} from './lifecycle-actions.ts';
import type { ActivityInput } from './plan.ts';
import { lifecycleTexts } from './refusals.ts';
import { stageOf } from './stage.ts';

const worldOf = ({
  stores,
  tables,
  registration,
  mayAct,
  mayPublish,
  tell,
  now,
  viewer,
}: Context): LifecycleWorld => ({
  store: stores.lifecycle,
  sites: tables.sites,
  sessions: tables.sessions,
  viewer: viewer as Viewer, // the rule of each of these: staff only
  mayAct,
  mayPublish,
  seats: registration.seats,
  tell,
  now,
});

const told = (answer: DecisionAnswer) =>
  answer.kind === 'ACCEPTED'
    ? { __typename: 'ActivityDecisionAccepted', activity: answer.activity }
    : { __typename: 'ActivityDecisionRefused', reason: answer.reason, ...lifecycleTexts[answer.reason] };

type Planned = { input: ActivityInput };
type Named = { id: string };
type Reasoned = { input: { id: string; reason: string } };

export const lifecycleResolvers = {
  Query: {
    plannedActivities: (_: unknown, { first }: { first: number }, { stores, viewer }: Context) =>
      stores.lifecycle.planned(viewer, clampFirst(first, 100)),
  },

  Mutation: {
    draftActivity: async (_: unknown, { input }: Planned, context: Context) =>
      told(await draftActivity(worldOf(context), input)),
    changeActivity: async (_: unknown, { input }: Planned, context: Context) =>
      told(await changeActivity(worldOf(context), input)),
    submitActivity: async (_: unknown, { id }: Named, context: Context) =>
      told(await submitActivity(worldOf(context), id)),
    publishActivity: async (_: unknown, { id }: Named, context: Context) =>
      told(await publishActivity(worldOf(context), id)),
    sendBackActivity: async (_: unknown, { input }: Reasoned, context: Context) =>
      told(await sendBackActivity(worldOf(context), input.id, input.reason)),
    cancelActivity: async (_: unknown, { input }: Reasoned, context: Context) =>
      told(await cancelActivity(worldOf(context), input.id, input.reason)),
    archiveActivity: async (_: unknown, { id }: Named, context: Context) =>
      told(await archiveActivity(worldOf(context), id)),
  },

  Activity: {
    stage: async (d: ActivityDocument, _: unknown, { loaders, now }: Context) =>
      stageOf(d, d.decision ? [] : await loaders.sessionsOfActivity.load(d._id), now()),
    cancellationReason: (d: ActivityDocument) => d.cancelled?.reason ?? null,
    sentBackReason: (d: ActivityDocument) => d.sentBack?.reason ?? null,
    plannedSessions: (d: ActivityDocument) => d.plannedSessions ?? [],
  },

  PlannedSession: {
    id: (planned: { _id: string }) => planned._id,
    site: (planned: { siteId: string }, _: unknown, { tables }: Context) => tables.sites.get(planned.siteId),
    needsRegistration: (planned: { needsRegistration?: boolean }) => planned.needsRegistration ?? false,
    needsApproval: (planned: { needsApproval?: boolean }) => planned.needsApproval ?? false,
    asksCheckOut: (planned: { asksCheckOut?: boolean }) => planned.asksCheckOut ?? false,
  },
};
