import { inTransaction } from '@hongxin/kit/transaction';
import { dayOf, startOfDay } from '@hongxin/kit/time';
import type { ClientSession, Connection, QueryFilter } from 'mongoose';
import { checkInsIn, scopeIn } from '../attendance/scope.ts';
import type { CheckInDocument, Collections } from '../collections.ts';
import { type CheckInFacts, CheckInVoided } from '../events.ts';
import type { FeedFilter } from './cursor.ts';

export type Snapshot = {
  readonly seq: number;
  readonly day: string;
  readonly checkInsToday: number;
  readonly attendancesThisYear: number;
  readonly activitiesThisYear: number;
  readonly sites: readonly { readonly siteId: string; readonly checkInsToday: number }[];
  readonly latest: readonly CheckInDocument[];
};

const LATEST = 50;

/**
 * The picture at exactly one number of the log. All reads see one moment of the database; what is written by then but
 * not yet numbered will come as an event, so a pending check-in is left out and a pending undoing put back in.
 */
export async function readSnapshot(
  connection: Connection,
  collections: Collections,
  filter: FeedFilter,
  now: Date,
): Promise<Snapshot> {
  // A transaction, not a snapshot session: the connection's own read concern would take the snapshot's place there.
  return inTransaction(connection, (session) => read(connection, collections, filter, now, session), {
    readConcern: { level: 'snapshot' },
    timeoutMS: 5_000,
  });
}

async function read(
  connection: Connection,
  { activities, checkIns }: Collections,
  filter: FeedFilter,
  now: Date,
  session: ClientSession,
): Promise<Snapshot> {
  const day = dayOf(now);
  const january = `${day.slice(0, 4)}-01-01`;
  const wanted = {
    ...(filter.siteIds ? { siteId: { $in: [...filter.siteIds] } } : {}),
    ...(filter.sessionIds ? { sessionId: { $in: [...filter.sessionIds] } } : {}),
    $and: [checkInsIn(scopeIn(filter))],
  };
  const counter = await connection
    .collection<{ _id: string; seq: number }>('counters')
    .findOne({ _id: 'activities' }, { session });
  const undone = await pendingUndone(connection, session);
  const counted: QueryFilter<CheckInDocument> = {
    $or: [
      { status: 'VALID', pending: { $ne: true } },
      { _id: { $in: undone }, pending: { $ne: true } },
    ],
  };
  const today = await checkIns
    .aggregate<{ _id: string; n: number }>([
      { $match: { ...wanted, day, ...counted } },
      { $group: { _id: '$siteId', n: { $sum: 1 } } },
    ])
    .session(session);
  const year = await checkIns
    .countDocuments({ ...wanted, status: 'VALID', day: { $gte: january } })
    .session(session);
  const pending = await checkIns
    .countDocuments({ ...wanted, pending: true, status: 'VALID', day: { $gte: january } })
    .hint('pending in order') // few; the index by day holds the whole year
    .session(session);
  const restored = undone.length
    ? await checkIns
        .countDocuments({ ...wanted, _id: { $in: undone }, pending: { $ne: true }, day: { $gte: january } })
        .session(session)
    : 0;
  const picture: QueryFilter<CheckInDocument> = { ...wanted, day, ...counted };
  const latest = await checkIns
    .find(picture)
    .sort({ recordedAt: -1 })
    .limit(LATEST)
    .session(session)
    .lean<CheckInDocument[]>();
  return {
    seq: counter?.seq ?? 0,
    day,
    checkInsToday: today.reduce((sum, row) => sum + row.n, 0),
    attendancesThisYear: year - pending + restored,
    activitiesThisYear: await activities
      .countDocuments({ startsAt: { $gte: startOfDay(january) } })
      .session(session),
    sites: today.map((row) => ({ siteId: row._id, checkInsToday: row.n })),
    latest,
  };
}

/** Check-ins whose undoing is committed but has no number yet. */
async function pendingUndone(connection: Connection, session: ClientSession): Promise<string[]> {
  const rows = connection.collection('outbox').find({ pending: true, type: CheckInVoided.type }, { session });
  return (await rows.toArray()).map((row) => (row['data'] as CheckInFacts).checkInId);
}
