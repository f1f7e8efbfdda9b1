import { Schema, type Connection, type Model } from 'mongoose';

/** Where a pass over everything that is sealed stands. */
export type PassPlace = {
  readonly collection: string;
  /** The last document that was looked at; empty before the first. */
  readonly after: string;
};

/** Sealing everything anew with another key: what was asked for, how far it is, and when it was done. */
export type KeyRotationDocument = {
  _id: string;
  /** The key to be made; whoever comes first makes it. */
  keyId: string;
  /** Total at most one: whoever asks for another meanwhile gets this one. Absent once it is finished. */
  isRunning?: true;
  startedAt: Date;
  /** From when on the key was there for all processes to notice. */
  keyMadeAt?: Date;
  place: PassPlace;
  done: number;
  total: number;
  /** When the pass had seen every document. */
  passedAt?: Date;
  finishedAt?: Date;
};

const keyRotation = new Schema<KeyRotationDocument>(
  {
    _id: String,
    keyId: String,
    isRunning: Boolean,
    startedAt: Date,
    keyMadeAt: Date,
    place: { collection: String, after: String },
    done: Number,
    total: Number,
    passedAt: Date,
    finishedAt: Date,
  },
  { versionKey: false, autoIndex: false, collection: 'keyRotations' },
)
  .index({ isRunning: 1 }, { unique: true, partialFilterExpression: { isRunning: true }, name: 'one runs' })
  .index({ startedAt: -1, _id: -1 });

export type KeyCollections = { readonly keyRotations: Model<KeyRotationDocument> };

export const registerKeys = (connection: Connection): KeyCollections => ({
  keyRotations: connection.model<KeyRotationDocument>('KeyRotation', keyRotation),
});
