import { badInput, foundOr } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import { dayOf, endOfDay, isDay, startOfDay } from '@hongxin/kit/time';
import type { Viewer } from '@hongxin/kit/viewer';
import { makeSessionCode } from '../check-in/site-code.ts';
import type { ActivityDocument, SessionDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { openActivity, type OpenActivityInput, openActivityTexts } from './actions.ts';
import { statusOf } from './session-table.ts';

const YEAR_MS = 365 * 86_400_000;

export const activityResolvers = {
  Query: {
    activity: (_: unknown, { id }: { id: string }, { loaders }: Context) => loaders.activity.load(id),
    activities: (_: unknown, args: { first: number; after?: string | null }, { stores }: Context) =>
      stores.activities.page(clampFirst(args.first, 100), args.after ?? null),
    async sessions(
      _: unknown,
      args: { day?: string | null; siteId?: string | null },
      { stores, tables, now }: Context,
    ) {
      const day = args.day ?? dayOf(now());
      if (!isDay(day)) throw badInput('日期格式不对，应为 YYYY-MM-DD。');
      const found = await stores.activities.sessionsBetween(
        startOfDay(day),
        endOfDay(day),
        args.siteId ?? null,
      );
      const code = (session: SessionDocument) => tables.sites.get(session.siteId)?.code ?? '';
      return found.sort(
        (a, b) => code(a).localeCompare(code(b)) || a.opensAt.getTime() - b.opensAt.getTime(),
      );
    },
    session: (_: unknown, { id }: { id: string }, { loaders }: Context) => loaders.session.load(id),
    activityFigures: () => ({}),
  },

  Mutation: {
    async openActivity(
      _: unknown,
      { input }: { input: OpenActivityInput },
      { stores, tables, pathOfOrganization, mayAct, tell, viewer }: Context,
    ) {
      const { sites, sessions } = tables;
      const answer = await openActivity(
        { store: stores.activities, sites, sessions, pathOfOrganization, mayAct, tell },
        viewer as Viewer, // its rule: staff only
        input,
      );
      if (answer.kind === 'ACCEPTED')
        return { __typename: 'OpenActivityAccepted', activity: answer.activity, replayed: answer.replayed };
      return {
        __typename: 'OpenActivityRefused',
        reason: answer.reason,
        ...openActivityTexts[answer.reason],
      };
    },
  },

  ActivityFigures: {
    activities: (_: unknown, __: unknown, { stores, now }: Context) =>
      stores.activities.countSince(new Date(now().getTime() - YEAR_MS)),
    attendances: (_: unknown, __: unknown, { stores, now }: Context) =>
      stores.checkIns.countSince(dayOf(new Date(now().getTime() - YEAR_MS))),
    checkInsToday: (_: unknown, __: unknown, { stores, now }: Context) =>
      stores.checkIns.countSince(dayOf(now())),
    sitesOnline: (_: unknown, __: unknown, { presence }: Context) => presence.online().length,
  },

  Activity: {
    __resolveReference: async (reference: { id: string }, { loaders }: Context) =>
      foundOr(await loaders.activity.load(reference.id), '活动不存在。请核对活动编号。'),
    id: (d: ActivityDocument) => d._id,
    hostOrganization: (d: ActivityDocument) => ({ id: d.hostOrganizationId }),
    sessions: (d: ActivityDocument, _: unknown, { loaders }: Context) =>
      loaders.sessionsOfActivity.load(d._id),
    attendanceCount: (d: ActivityDocument, _: unknown, { loaders }: Context) =>
      loaders.attendanceOfActivity.load(d._id),
  },

  ActivitySession: {
    __resolveReference: async (reference: { id: string }, { loaders }: Context) =>
      foundOr(await loaders.session.load(reference.id), '场次不存在。请核对场次编号。'),
    id: (d: SessionDocument) => d._id,
    activity: (d: SessionDocument, _: unknown, { loaders }: Context) => loaders.activity.load(d.activityId),
    site: (d: SessionDocument, _: unknown, { tables }: Context) => tables.sites.get(d.siteId),
    status: (d: SessionDocument, _: unknown, { now }: Context) => statusOf(d, now()),
    attendanceCount: (d: SessionDocument, _: unknown, { loaders }: Context) =>
      loaders.attendanceOfSession.load(d._id),
    checkIns: (d: SessionDocument, args: { first: number }, { stores, attendanceScope }: Context) =>
      stores.checkIns.ofSession(d._id, clampFirst(args.first, 100), attendanceScope()),
    codeKey: (d: SessionDocument, _: unknown, { sessionTable }: Context) =>
      sessionTable.keyOf(d._id).toString('base64url'),
    sessionCode: (d: SessionDocument, _: unknown, { sessionTable }: Context) =>
      makeSessionCode(sessionTable.keyOf(d._id), sessionTable.siteCodeOf(d)),
  },
};
