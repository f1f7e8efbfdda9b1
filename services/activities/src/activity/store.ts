import { inTransaction } from '@hongxin/kit/transaction';
import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Connection } from 'mongoose';
import type { ActivityDocument, Collections, SessionDocument } from '../collections.ts';
import { ActivityOpened } from '../events.ts';

export type ActivityStore = ReturnType<typeof createActivityStore>;

export function createActivityStore(
  connection: Connection,
  { activities, sessions, sites }: Collections,
  outbox: Outbox,
) {
  return {
    byIds: (ids: readonly string[]) =>
      activities
        .find({ _id: { $in: ids } })
        .lean<ActivityDocument[]>()
        .exec(),

    async page(first: number, after: string | null): Promise<ActivityDocument[]> {
      const last = after ? await activities.findById(after).lean<ActivityDocument>() : null;
      const older = last
        ? { $or: [{ startsAt: { $lt: last.startsAt } }, { startsAt: last.startsAt, _id: { $lt: last._id } }] }
        : {};
      return activities.find(older).sort({ startsAt: -1, _id: -1 }).limit(first).lean<ActivityDocument[]>();
    },

    /** Newest first, for several hosts at once. */
    async ofHosts(hostIds: readonly string[]): Promise<Map<string, ActivityDocument[]>> {
      const rows = await activities
        .find({ hostOrganizationId: { $in: hostIds } })
        .sort({ startsAt: -1 })
        .limit(100 * hostIds.length)
        .lean<ActivityDocument[]>();
      return Map.groupBy(rows, (row) => row.hostOrganizationId);
    },

    countSince: (start: Date) => activities.countDocuments({ startsAt: { $gte: start } }).exec(),

    sessionsByIds: (ids: readonly string[]) =>
      sessions
        .find({ _id: { $in: ids } })
        .lean<SessionDocument[]>()
        .exec(),

    sessionsOfActivities: (ids: readonly string[]) =>
      sessions
        .find({ activityId: { $in: ids } })
        .sort({ opensAt: 1 })
        .lean<SessionDocument[]>()
        .exec(),

    sessionsBetween: (start: Date, end: Date, siteId: string | null) =>
      sessions
        .find({ opensAt: { $lt: end }, closesAt: { $gte: start }, ...(siteId ? { siteId } : {}) })
        .limit(500)
        .lean<SessionDocument[]>()
        .exec(),

    /** False when one of the sites is taken at that time: whoever books a site touches it first, so that they come in a row. */
    open: (activity: ActivityDocument, opened: readonly SessionDocument[], actor: Actor): Promise<boolean> =>
      inTransaction(connection, async (session) => {
        const siteIds = [...new Set(opened.map(({ siteId }) => siteId))];
        await sites.updateMany({ _id: { $in: siteIds } }, { $inc: { bookings: 1 } }, { session });
        if (await sessions.exists(overlapping(opened)).session(session)) return false;
        await activities.insertMany([activity], { session });
        await sessions.insertMany(opened, { session });
        const data = {
          activityId: activity._id,
          kind: activity.kind,
          hostOrganizationId: activity.hostOrganizationId,
          sessions: opened.map((s) => ({
            sessionId: s._id,
            siteId: s.siteId,
            opensAt: s.opensAt.toISOString(),
            closesAt: s.closesAt.toISOString(),
          })),
        };
        await outbox.add(session, ActivityOpened, [
          { occurredAt: new Date(), orgPath: activity.orgPath, actor, data },
        ]);
        return true;
      }),
  };
}

/** Sessions at one of the sites at an overlapping time, cancelled ones left out. */
const overlapping = (wanted: readonly { siteId: string; opensAt: Date; closesAt: Date }[]) => ({
  cancelledAt: { $exists: false },
  $or: wanted.map(({ siteId, opensAt, closesAt }) => ({
    siteId,
    opensAt: { $lt: closesAt },
    closesAt: { $gt: opensAt },
  })),
});
