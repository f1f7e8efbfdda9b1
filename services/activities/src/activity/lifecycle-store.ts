import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import { rowsOf } from '@hongxin/kit/row-scope';
import { inTransaction } from '@hongxin/kit/transaction';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ClientSession, Connection } from 'mongoose';
import type { ActivityDocument, Collections, SessionDocument } from '../collections.ts';
import { ActivityCancelled, ActivityDecided, ActivityOpened } from '../events.ts';
import { publishedSession } from './plan.ts';
import { isTaken, openedFacts } from './store.ts';

export type LifecycleStore = ReturnType<typeof createLifecycleStore>;

export type Change = 'DRAFTED' | 'CHANGED' | 'SUBMITTED' | 'SENT_BACK' | 'ARCHIVED';
/** An activity with its published sessions, as they stand inside a transaction. */
export type Standing = { readonly activity: ActivityDocument; readonly sessions: readonly SessionDocument[] };
/** Who decides, and when. */
export type By = { readonly actor: Actor; readonly at: Date };
/** The transaction of one decision: everything written through it stands or falls together. */
export type Decision = ReturnType<ReturnType<typeof createLifecycleStore>['inside']>;

export function createLifecycleStore(
  connection: Connection,
  { activities, sessions }: Collections,
  outbox: Outbox,
) {
  const inside = (session: ClientSession) => {
    const tell = (activity: ActivityDocument, change: Change, { actor, at }: By) =>
      outbox.add(session, ActivityDecided, [
        { occurredAt: at, orgPath: activity.orgPath, actor, data: { activityId: activity._id, change } },
      ]);
    return {
      session,

      async read(id: string): Promise<Standing | null> {
        const activity = await activities.findById(id, null, { session }).lean<ActivityDocument>();
        if (!activity) return null;
        const found = await sessions.find({ activityId: id }, null, { session }).lean<SessionDocument[]>();
        return { activity, sessions: found };
      },

      /** Puts a plan in the place of what stood under its id, if anything did. */
      async plan(draft: ActivityDocument, change: 'DRAFTED' | 'CHANGED', by: By): Promise<void> {
        await activities.replaceOne({ _id: draft._id }, draft, { session, upsert: true });
        await tell(draft, change, by);
      },

      async move(activity: ActivityDocument, set: Partial<ActivityDocument>, change: Change, by: By) {
        const unset = change === 'SUBMITTED' ? { $unset: { sentBack: 1 } } : {};
        await activities.updateOne({ _id: activity._id }, { $set: set, ...unset }, { session });
        await tell(activity, change, by);
      },

      isTaken: async (wanted: Parameters<typeof isTaken>[0]): Promise<boolean> =>
        (await sessions.exists(isTaken(wanted)).session(session)) !== null,

      async publish(activity: ActivityDocument, { actor, at }: By): Promise<SessionDocument[]> {
        const opened = (activity.plannedSessions ?? []).map((planned) => publishedSession(activity, planned));
        await activities.updateOne(
          { _id: activity._id },
          { $unset: { decision: 1, plannedSessions: 1, sentBack: 1 } },
          { session },
        );
        await sessions.insertMany(opened, { session });
        const data = openedFacts(activity, opened);
        await outbox.add(session, ActivityOpened, [
          { occurredAt: at, orgPath: activity.orgPath, actor, data },
        ]);
        return opened;
      },

      /** Cancels the activity and those of its sessions that are not over. */
      async cancel(activity: ActivityDocument, future: readonly SessionDocument[], reason: string, by: By) {
        const { actor, at } = by;
        await activities.updateOne(
          { _id: activity._id },
          { $set: { decision: 'CANCELLED', cancelled: { reason, actor: actor.sub, at } } },
          { session },
        );
        const sessionIds = future.map(({ _id }) => _id);
        await sessions.updateMany({ _id: { $in: sessionIds } }, { $set: { cancelledAt: at } }, { session });
        const data = { activityId: activity._id, sessionIds };
        await outbox.add(session, ActivityCancelled, [
          { occurredAt: at, orgPath: activity.orgPath, actor, data },
        ]);
      },
    };
  };

  return {
    inside,

    /** Two decisions at once meet in the activity's document: the database lets one of them try again after the other. */
    deciding: <T>(work: (decision: ReturnType<typeof inside>) => Promise<T>): Promise<T> =>
      inTransaction(connection, (session) => work(inside(session)), { timeoutMS: 10_000 }),

    async sessionIdsOf(activityId: string): Promise<string[]> {
      const rows = await sessions.find({ activityId }, { _id: 1 }).lean<Pick<SessionDocument, '_id'>[]>();
      return rows.map(({ _id }) => _id);
    },

    /** What is not published yet and belongs to places of the viewer's, latest first. */
    planned: (viewer: Viewer | null, first: number) =>
      activities
        .find({ decision: { $in: ['DRAFT', 'IN_REVIEW'] }, $and: [rowsOf(viewer)] })
        .sort({ startsAt: -1, _id: -1 })
        .limit(first)
        .lean<ActivityDocument[]>()
        .exec(),
  };
}
