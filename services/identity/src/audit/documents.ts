import { Schema } from 'mongoose';

export type AuditOutcome = 'DONE' | 'REFUSED';

/** One row of the audit. Appended once; nothing in this project changes or deletes one. */
export type AuditRow = {
  /** Dense number from 1. */
  _id: number;
  occurredAt: Date;
  recordedAt: Date;
  topic: string;
  eventSeq: number;
  action: string;
  outcome: AuditOutcome;
  actorKind: string;
  actorId: string;
  actorRole: string | null;
  targetType: string | null;
  targetId: string | null;
  reason: string | null;
  times: number;
  orgPath: string;
  dataHash: string;
  previousHash: string;
  hash: string;
};

/** Where the chain ends, and how far each topic is in it. Moved by compare and set with the rows themselves. */
export type AuditHead = {
  seq: number;
  hash: string;
  /** Number of the last event of each topic that has its row. */
  cursors: Record<string, number>;
};

export type AuditHeadDocument = AuditHead & { _id: 'head' };

/** A signed statement of the chain's head. The file is what counts; this copy is for the console. */
export type AuditCheckpoint = {
  seq: number;
  hash: string;
  signedAt: string;
  /** Ed25519, base64url. */
  signature: string;
};

export type AuditCheckpointDocument = AuditCheckpoint & { _id: string };

export const auditRow = new Schema<AuditRow>(
  {
    _id: Number,
    occurredAt: Date,
    recordedAt: Date,
    topic: String,
    eventSeq: Number,
    action: String,
    outcome: String,
    actorKind: String,
    actorId: String,
    actorRole: String,
    targetType: String,
    targetId: String,
    reason: String,
    times: Number,
    orgPath: String,
    dataHash: String,
    previousHash: String,
    hash: String,
  },
  { collection: 'auditRows', versionKey: false },
)
  .index({ actorId: 1, _id: -1 })
  .index({ action: 1, _id: -1 })
  .index({ targetId: 1, _id: -1 })
  .index({ orgPath: 1, _id: -1 })
  .index({ occurredAt: -1 });

export const auditHead = new Schema<AuditHeadDocument>(
  { _id: String, seq: Number, hash: String, cursors: Schema.Types.Mixed },
  { collection: 'auditHeads', versionKey: false, minimize: false },
);

export const auditCheckpoint = new Schema<AuditCheckpointDocument>(
  { _id: String, seq: Number, hash: String, signedAt: String, signature: String },
  { collection: 'auditCheckpoints', versionKey: false },
).index({ seq: -1 });
