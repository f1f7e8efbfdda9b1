import { rowsOf } from '@hongxin/kit/row-scope';
import { inTransaction } from '@hongxin/kit/transaction';
import { holds, type Viewer } from '@hongxin/kit/viewer';
import type { Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import { isDuplicate } from '../duplicate.ts';
import type { AuditCheckpoint, AuditHead, AuditHeadDocument, AuditOutcome, AuditRow } from './documents.ts';

export type AuditStore = ReturnType<typeof createAuditStore>;

/** Another replica appended meanwhile: read the head again. */
export class LostRace extends Error {}

export type AuditFilter = {
  readonly actorId?: string | null;
  readonly action?: string | null;
  readonly targetId?: string | null;
  readonly outcome?: AuditOutcome | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
};

const EMPTY: AuditHead = { seq: 0, hash: '', cursors: {} };
const PATIENCE_MS = 10_000;

/** Rows are only ever appended: there is no way here to change or delete one. */
export function createAuditStore(
  connection: Connection,
  { auditRows, auditHeads, auditCheckpoints }: Collections,
) {
  const head = async (): Promise<AuditHead> => {
    const found = await auditHeads.findById('head').lean<AuditHeadDocument>();
    return found ? { seq: found.seq, hash: found.hash, cursors: found.cursors } : EMPTY;
  };

  /** The head moves only from where it was read; with it go the rows, or nothing. */
  async function append(before: AuditHead, rows: readonly AuditRow[], after: AuditHead): Promise<void> {
    try {
      await inTransaction(
        connection,
        async (session) => {
          const moved = await auditHeads.updateOne(
            { _id: 'head', seq: before.seq, hash: before.hash },
            { $set: after },
            { session, upsert: before.seq === 0 },
          );
          if (moved.matchedCount + moved.upsertedCount !== 1) throw new LostRace();
          await auditRows.collection.insertMany(rows as never, { session });
        },
        { timeoutMS: PATIENCE_MS },
      );
    } catch (error) {
      throw isDuplicate(error) ? new LostRace() : error;
    }
  }

  return {
    head,
    append,

    async lastCheckpoint(): Promise<AuditCheckpoint | null> {
      return auditCheckpoints.findOne().sort({ seq: -1 }).lean<AuditCheckpoint>();
    },

    async keepCheckpoint(id: string, checkpoint: AuditCheckpoint): Promise<void> {
      await auditCheckpoints.insertMany([{ _id: id, ...checkpoint }]);
    },

    /** The newest first: all for the audit administrator, for an auditor those of its part of the tree. */
    page: (viewer: Viewer, filter: AuditFilter, first: number, before: number | null): Promise<AuditRow[]> =>
      auditRows
        .find({
          $and: [scopeOf(viewer), conditionsOf(filter), before === null ? {} : { _id: { $lt: before } }],
        })
        .sort({ _id: -1 })
        .limit(first)
        .maxTimeMS(PATIENCE_MS)
        .lean<AuditRow[]>()
        .exec(),
  };
}

const NOTHING = { _id: { $in: [] } };

function scopeOf(viewer: Viewer) {
  if (holds(viewer, 'AUDIT_ADMIN')) return {};
  return holds(viewer, 'AUDITOR') ? rowsOf(viewer, 'AUDITOR') : NOTHING;
}

function conditionsOf({ actorId, action, targetId, outcome, from, to }: AuditFilter) {
  const time = { ...(from && { $gte: from }), ...(to && { $lt: to }) };
  return {
    ...(actorId && { actorId }),
    ...(action && { action }),
    ...(targetId && { targetId }),
    ...(outcome && { outcome }),
    ...((from || to) && { occurredAt: time }),
  };
}
