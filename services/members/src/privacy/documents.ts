import { Schema, type Connection, type Model } from 'mongoose';
import type { ConsentDecision, ConsentPurpose } from './consent.ts';
import type { Seen } from './reveal.ts';

/** One decision of a member for a purpose. Never changed but for `isCurrent`: the earlier ones are the history. */
export type ConsentDocument = {
  _id: string;
  memberId: string;
  /** Path of the member's home branch. */
  orgPath: string;
  purpose: ConsentPurpose;
  decision: ConsentDecision;
  textVersion: number;
  decidedAt: Date;
  /** The decision that holds now; absent once another has taken its place. */
  isCurrent?: true;
};

/** Someone saw personal data of a member. Never changed, never deleted. */
export type DisclosureDocument = {
  _id: string;
  memberId: string;
  occurredAt: Date;
  what: Seen;
  /** The account or member who saw it. */
  actorId: string;
  actorRole: string;
  /** Where the role is held; absent for the member's own export. */
  actorOrgPath?: string;
  reason: string;
};

/** What one caller has used of a day's allowance; gone by itself some time after the day. */
export type AllowanceDocument = { _id: string; used: number; expiresAt: Date };

/** A member's objection to a line of the own index; `_id` is made by the member's phone. */
export type IndexObjectionDocument = {
  _id: string;
  memberId: string;
  /** Path of the member's home branch. */
  orgPath: string;
  month: string;
  eventId: string;
  rule: string;
  /** Sealed: people name people in it. */
  reasonSealed: string;
  state: 'SUBMITTED';
  submittedAt: Date;
};

const plain = { versionKey: false, autoIndex: false } as const;

const consent = new Schema<ConsentDocument>(
  {
    _id: String,
    memberId: String,
    orgPath: String,
    purpose: String,
    decision: String,
    textVersion: Number,
    decidedAt: Date,
    isCurrent: Boolean,
  },
  { ...plain, collection: 'consents' },
)
  .index(
    { memberId: 1, purpose: 1 },
    { unique: true, partialFilterExpression: { isCurrent: true }, name: 'one that holds' },
  )
  .index({ orgPath: 1 }, { partialFilterExpression: { isCurrent: true }, name: 'those in scope' });

const disclosure = new Schema<DisclosureDocument>(
  {
    _id: String,
    memberId: String,
    occurredAt: Date,
    what: String,
    actorId: String,
    actorRole: String,
    actorOrgPath: String,
    reason: String,
  },
  { ...plain, collection: 'disclosures' },
).index({ memberId: 1, _id: -1 });

const allowance = new Schema<AllowanceDocument>(
  { _id: String, used: Number, expiresAt: Date },
  { ...plain, collection: 'allowances' },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const indexObjection = new Schema<IndexObjectionDocument>(
  {
    _id: String,
    memberId: String,
    orgPath: String,
    month: String,
    eventId: String,
    rule: String,
    reasonSealed: String,
    state: String,
    submittedAt: Date,
  },
  { ...plain, collection: 'indexObjections' },
)
  .index({ memberId: 1, month: 1, eventId: 1, rule: 1 }, { unique: true, name: 'one for a line' })
  .index({ orgPath: 1, submittedAt: -1, _id: -1 });

export type PrivacyCollections = {
  readonly consents: Model<ConsentDocument>;
  readonly disclosures: Model<DisclosureDocument>;
  readonly allowances: Model<AllowanceDocument>;
  readonly indexObjections: Model<IndexObjectionDocument>;
};

export const registerPrivacy = (connection: Connection): PrivacyCollections => ({
  consents: connection.model<ConsentDocument>('Consent', consent),
  disclosures: connection.model<DisclosureDocument>('Disclosure', disclosure),
  allowances: connection.model<AllowanceDocument>('Allowance', allowance),
  indexObjections: connection.model<IndexObjectionDocument>('IndexObjection', indexObjection),
});
