import { createOutbox, type Outbox } from '@hongxin/kit/outbox';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Category, Grade, LineCategory, LineRule, PointRule } from './index/scheme.ts';
import { registerKeys, type KeyCollections } from './keys/documents.ts';
import { type PrivacyCollections, registerPrivacy } from './privacy/documents.ts';

export type MemberStanding = 'FULL' | 'PROBATIONARY';
export type MembershipKind = 'REGISTERED' | 'FLOATING';
export type MemberStatus = 'ACTIVE' | 'SUSPENDED' | 'TRANSFERRED_OUT';

/**
 * Personal data as it is kept: sealed by the kit's vault and bound to `memberPlace` of the field, masked in clear (what most
 * callers see needs no key), and for equality a blind index.
 */
export type MemberSecrets = {
  nameSealed: string;
  /** 王*明 */
  maskedName: string;
  /** Left out of members taken before names were tidied: their masked name may show too much. */
  isNameTidy?: true;
  phoneSealed: string;
  phoneIndex: string;
  /** 138****8000 */
  phoneMasked: string;
  idNumberSealed?: string;
  idNumberIndex?: string;
  /** 330111********0019 */
  idNumberMasked?: string;
};

/** Made by `newMember` of `@hongxin/members/new-member`, which seals the personal data. */
export type MemberDocument = MemberSecrets & {
  _id: string;
  branchId: string;
  /** Path of the home branch. */
  orgPath: string;
  standing: MemberStanding;
  membership: MembershipKind;
  status: MemberStatus;
  /** Day of joining the Party, `YYYY-MM-DD`. */
  joinedOn?: string;
};

/** A fact that counts for a member's index; made by `newPointEvent` of `@hongxin/members/point-event`. Never deleted. */
export type PointEventDocument = {
  /** `<what it is about>:<rule>`, so that the same fact told twice is one. */
  _id: string;
  /** The index that it counts for: `<month>:<memberId>`, the month of occurredAt in Asia/Shanghai. */
  indexId: string;
  occurredAt: Date;
  rule: PointRule;
  /** How often, or how many minutes. */
  units: number;
  sourceEventId: string;
  /** The event that undid it; it no longer counts. */
  voidedBy?: string;
};

export type CategoryScore = { category: Category; gotTenths: number; capTenths: number; isDue: boolean };
export type IndexLine = {
  eventId: string;
  category: LineCategory;
  rule: LineRule;
  pointsTenths: number;
  occurredAt: Date;
  sentence: string;
};

/** A member's index of one month, computed from the point events alone. */
export type PioneerIndexDocument = {
  /** `<month>:<memberId>` */
  _id: string;
  memberId: string;
  month: string;
  /** Home branch when it was computed. */
  branchId: string;
  orgPath: string;
  tenths: number;
  grade: Grade;
  basicTenths: number;
  bonusTenths: number;
  penaltyTenths: number;
  schemeVersion: number;
  categories: CategoryScore[];
  lines: IndexLine[];
  computedAt: Date;
  /** How often it was written; who writes it anew names the revision that was read. */
  revision: number;
};

/** An index must be computed anew. Marks are only added and removed, never changed: who adds one waits for nobody. */
export type IndexDirtyDocument = { _id: string; indexId: string; since: Date };

const plain = { versionKey: false, autoIndex: false } as const;

const member = new Schema<MemberDocument>(
  {
    _id: String,
    nameSealed: String,
    maskedName: String,
    isNameTidy: Boolean,
    phoneSealed: String,
    phoneIndex: String,
    phoneMasked: String,
    idNumberSealed: String,
    idNumberIndex: String,
    idNumberMasked: String,
    branchId: String,
    orgPath: String,
    standing: String,
    membership: String,
    status: String,
    joinedOn: String,
  },
  { ...plain, collection: 'members' },
)
  .index({ phoneIndex: 1 }, { unique: true })
  .index(
    { idNumberIndex: 1 },
    { unique: true, partialFilterExpression: { idNumberIndex: { $exists: true } } },
  )
  .index({ branchId: 1, orgPath: 1 })
  .index({ orgPath: 1, status: 1, membership: 1 });

const pointEvent = new Schema<PointEventDocument>(
  {
    _id: String,
    indexId: String,
    occurredAt: Date,
    rule: String,
    units: Number,
    sourceEventId: String,
    voidedBy: String,
  },
  { ...plain, collection: 'pointEvents' },
).index(
  { indexId: 1, occurredAt: 1, _id: 1, rule: 1, units: 1, sourceEventId: 1, voidedBy: 1 },
  { name: 'covers computing' },
);

const pioneerIndex = new Schema<PioneerIndexDocument>(
  {
    _id: String,
    memberId: String,
    month: String,
    branchId: String,
    orgPath: String,
    tenths: Number,
    grade: String,
    basicTenths: Number,
    bonusTenths: Number,
    penaltyTenths: Number,
    schemeVersion: Number,
    categories: [{ _id: false, category: String, gotTenths: Number, capTenths: Number, isDue: Boolean }],
    lines: [
      {
        _id: false,
        eventId: String,
        category: String,
        rule: String,
        pointsTenths: Number,
        occurredAt: Date,
        sentence: String,
      },
    ],
    computedAt: Date,
    revision: Number,
  },
  { ...plain, collection: 'pioneerIndexes' },
).index({ month: 1, branchId: 1, tenths: 1 }, { name: 'covers the picture' });

const indexDirty = new Schema<IndexDirtyDocument>(
  { _id: String, indexId: String, since: Date },
  { ...plain, collection: 'indexDirty' },
).index({ since: -1 });

export type Collections = PrivacyCollections &
  KeyCollections & {
    readonly members: Model<MemberDocument>;
    readonly pointEvents: Model<PointEventDocument>;
    readonly pioneerIndexes: Model<PioneerIndexDocument>;
    readonly indexDirty: Model<IndexDirtyDocument>;
    readonly outbox: Outbox;
  };

/** Every collection of this service with its indexes; infra's demo loader writes through the same. */
export function registerCollections(connection: Connection): Collections {
  return {
    members: connection.model<MemberDocument>('Member', member),
    pointEvents: connection.model<PointEventDocument>('PointEvent', pointEvent),
    pioneerIndexes: connection.model<PioneerIndexDocument>('PioneerIndex', pioneerIndex),
    indexDirty: connection.model<IndexDirtyDocument>('IndexDirty', indexDirty),
    ...registerPrivacy(connection),
    ...registerKeys(connection),
    outbox: createOutbox(connection),
  };
}
