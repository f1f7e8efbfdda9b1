import { inTransaction } from '@hongxin/kit/transaction';
import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { RelaySource } from '@hongxin/kit/relay';
import { currentTrace, recordedTrace } from '@hongxin/kit/telemetry/current-trace';
import { inSpan } from '@hongxin/kit/telemetry/spans';
import type { ClientSession, Connection } from 'mongoose';
import { type AttendanceScope, checkInsIn } from '../attendance/scope.ts';
import type { CheckInDocument, Collections } from '../collections.ts';
import { CheckedIn, CheckInCorrected, CheckInVoided } from '../events.ts';
import { createAwaitingStore } from './awaiting-store.ts';
import { confirmedBy, factsOf, memberActor } from './facts.ts';

/** What came of an insert: stored, or which of the two unique keys was there before. */
export type InsertOutcome =
  | { readonly kind: 'STORED' }
  | { readonly kind: 'SAME_ID'; readonly stored: CheckInDocument }
  | { readonly kind: 'SAME_MEMBER'; readonly stands: CheckInDocument };

/** Who of staff said what, and when. */
export type Word = { readonly reason: string; readonly actor: string; readonly at: Date };

const LONGEST_SESSION_MS = 86_400_000;

export type CheckInStore = ReturnType<typeof createCheckInStore>;

/** The check-in as its own outbox: its document is the CheckedIn event. */
export const checkInSource = ({ checkIns }: Collections): RelaySource => ({
  collection: checkIns.collection,
  draft(document) {
    const d = document as CheckInDocument;
    const data = factsOf(d);
    return {
      id: d._id,
      type: CheckedIn.type,
      v: CheckedIn.v,
      occurredAt: data.occurredAt,
      // One that waited for a person is told of when that person has spoken.
      recordedAt: d.confirmed?.at.toISOString() ?? data.recordedAt,
      orgPath: d.orgPath,
      actor: confirmedBy(d) ?? memberActor(d),
      ...(d.traceparent && { traceparent: d.traceparent }),
      data,
    };
  },
});

export function createCheckInStore(connection: Connection, { checkIns }: Collections, outbox: Outbox) {
  const raw = checkIns.collection;
  const findById = (id: string) => checkIns.findById(id).lean<CheckInDocument>().exec();
  const findValid = (sessionId: string, memberId: string) =>
    checkIns.findOne({ sessionId, memberId, status: 'VALID' }).lean<CheckInDocument>().exec();

  const together = <T>(work: (session: ClientSession) => Promise<T>) =>
    inTransaction(connection, work, { timeoutMS: 5_000 });

  /** The last one that gave way to this; its points are new ones, for its first ones are undone. */
  const restore = ({ _id, memberId, sessionId }: CheckInDocument, session: ClientSession) =>
    checkIns
      .findOneAndUpdate(
        { memberId, sessionId, supersededBy: _id, status: 'SUPERSEDED' },
        { $set: { status: 'VALID' }, $unset: { supersededBy: '' }, $inc: { turn: 1 } },
        { session, sort: { occurredAt: 1 }, returnDocument: 'after' },
      )
      .lean<CheckInDocument>();

  return {
    ...createAwaitingStore(checkIns, outbox, { findById, together }),
    findById,
    findValid,

    /** One write, and the state and its event are both there. The unique indexes decide every race. */
    async insert(document: CheckInDocument): Promise<InsertOutcome> {
      try {
        await inSpan('check-in insert', { kind: 'CLIENT', parent: currentTrace() }, async (span) => {
          const traceparent = span.traceparent ?? recordedTrace();
          await raw.insertOne({ ...document, ...(traceparent && { traceparent }), pending: true } as never);
        });
        return { kind: 'STORED' };
      } catch (error) {
        if ((error as { code?: number }).code !== 11_000) throw error;
        const stored = await findById(document._id);
        if (stored) return { kind: 'SAME_ID', stored };
        const valid = await findValid(document.sessionId, document.memberId);
        if (valid) return { kind: 'SAME_MEMBER', stands: valid };
        throw error; // the one in the way was undone this very moment: the client tries again with the same id
      }
    },

    /** Puts an earlier check-in in the place of a valid one; false when that one is no longer valid. */
    supersede: (earlier: CheckInDocument, valid: CheckInDocument): Promise<boolean> =>
      together(async (session) => {
        const changed = await checkIns.updateOne(
          { _id: valid._id, status: 'VALID' },
          { status: 'SUPERSEDED', supersededBy: earlier._id },
          { session },
        );
        if (changed.modifiedCount === 0) return false;
        await checkIns.insertMany([earlier], { session });
        const { occurredAt, orgPath } = earlier;
        await outbox.add(session, CheckInCorrected, [
          {
            occurredAt,
            orgPath,
            actor: memberActor(earlier),
            data: { checkIn: factsOf(earlier), superseded: factsOf(valid) },
          },
        ]);
        return true;
      }),

    /** Marks a valid check-in void; what it had taken the place of counts again. False when it was not valid. */
    voidValid: (document: CheckInDocument, undone: Word, by: Actor): Promise<boolean> =>
      together(async (session) => {
        const changed = await checkIns.updateOne(
          { _id: document._id, status: 'VALID' },
          { status: 'VOID', void: undone },
          { session },
        );
        if (changed.modifiedCount === 0) return false;
        const facts = { occurredAt: undone.at, orgPath: document.orgPath, actor: by };
        const restored = await restore(document, session);
        if (restored)
          await outbox.add(session, CheckInCorrected, [
            {
              ...facts,
              data: { checkIn: factsOf(restored), superseded: factsOf(document), isUndone: true },
            },
          ]);
        else await outbox.add(session, CheckInVoided, [{ ...facts, data: factsOf(document) }]);
        return true;
      }),

    ofMember: (memberId: string, first: number) =>
      checkIns.find({ memberId }).sort({ occurredAt: -1 }).limit(first).lean<CheckInDocument[]>().exec(),

    /** Valid check-ins of the same members around the same time: within a session's longest length. */
    aroundOf(ones: readonly Pick<CheckInDocument, 'memberId' | 'occurredAt'>[]): Promise<CheckInDocument[]> {
      const moments = ones.map(({ occurredAt }) => occurredAt.getTime());
      return checkIns
        .find({
          memberId: { $in: ones.map(({ memberId }) => memberId) },
          occurredAt: {
            $gte: new Date(Math.min(...moments) - LONGEST_SESSION_MS),
            $lte: new Date(Math.max(...moments)),
          },
          status: 'VALID',
        })
        .lean<CheckInDocument[]>()
        .exec();
    },

    ofSession: (sessionId: string, first: number, scope: AttendanceScope) =>
      checkIns
        .find({ sessionId, status: 'VALID', $and: [checkInsIn(scope)] })
        .sort({ occurredAt: -1 })
        .limit(first)
        .lean<CheckInDocument[]>()
        .exec(),

    byIds: (ids: readonly string[]) =>
      checkIns
        .find({ _id: { $in: ids } })
        .lean<CheckInDocument[]>()
        .exec(),

    /** Valid check-ins by the values of a field, for counting. */
    async countBy(
      field: 'sessionId' | 'memberId' | 'activityId' | 'siteId' | 'orgIds',
      values: readonly string[],
      more: object = {},
    ): Promise<Map<string, number>> {
      const unwind =
        field === 'orgIds' ? [{ $unwind: '$orgIds' }, { $match: { orgIds: { $in: values } } }] : [];
      const rows = await checkIns.aggregate<{ _id: string; n: number }>([
        { $match: { [field]: { $in: values }, status: 'VALID', ...more } },
        ...unwind,
        { $group: { _id: `$${field}`, n: { $sum: 1 } } },
      ]);
      return new Map(rows.map((row) => [row._id, row.n]));
    },

    countSince: (day: string) => checkIns.countDocuments({ status: 'VALID', day: { $gte: day } }).exec(),
  };
}
