import { Schema } from 'mongoose';

/** A proof that was shown; `_id` is a hash of its key and `jti`. Forgotten when the proof would be too old anyway. */
export type UsedProofDocument = { _id: string; purgeAt: Date };

export const usedProof = new Schema<UsedProofDocument>(
  { _id: { type: String, required: true }, purgeAt: { type: Date, required: true } },
  { collection: 'usedProofs', versionKey: false },
).index({ purgeAt: 1 }, { expireAfterSeconds: 0 });
