import { withRelayIndexes } from '@hongxin/kit/relay-indexes';
import { Schema, type Connection, type Model } from 'mongoose';
import type { CheckInFlag } from './check-in/check-in.ts';
import {
  correction,
  type CorrectionDocument,
  screenDelivery,
  type ScreenDeliveryDocument,
  screenShowing,
  type ScreenShowingDocument,
} from './delivery/documents.ts';

export type SiteKind = 'SERVICE_CENTER' | 'CHARACTERISTIC_TOWN' | 'INDUSTRIAL_PARK' | 'ENTERPRISE';
export type SiteDocument = {
  _id: string;
  /** `S01`–`S24` */
  code: string;
  name: string;
  kind: SiteKind;
  /** 9 digits */
  townshipCode: string;
  hostOrganizationId: string;
  orgPath: string;
  /** WGS-84 degrees */
  longitude: number;
  latitude: number;
  /** When a paired screen or steward's device of it was last heard from. */
  lastHeardAt?: Date;
  /** How often sessions were booked here: bookings of one site meet in this number. */
  bookings?: number;
};

export type ActivityKind =
  | 'OPEN_ACTIVITY'
  | 'OPEN_FIXED_ACTIVITY_DAY'
  | 'THEME_PARTY_DAY'
  | 'PARTY_LECTURE'
  | 'SALON'
  | 'VOLUNTEER_SERVICE';
export type ActivityDocument = {
  _id: string;
  title: string;
  kind: ActivityKind;
  hostOrganizationId: string;
  orgPath: string;
  /** Opening of its first session. */
  startsAt: Date;
};

export type SessionDocument = {
  _id: string;
  activityId: string;
  activityKind: ActivityKind;
  siteId: string;
  orgPath: string;
  opensAt: Date;
  closesAt: Date;
  cancelledAt?: Date;
};

export type CheckInStatus = 'VALID' | 'AWAITING_CONFIRMATION' | 'SUPERSEDED' | 'VOID';
export type CheckInEvidence = 'SITE_CODE' | 'SESSION_CODE';
/** A check-in is its own outbox: `pending` until the relay gave it `seq`, the number of its CheckedIn event. */
export type CheckInDocument = {
  /** The client's id: the idempotency key. */
  _id: string;
  sessionId: string;
  activityId: string;
  activityKind: ActivityKind;
  siteId: string;
  memberId: string;
  homeBranchId: string;
  /** Path of the home branch when the check-in was made. */
  orgPath: string;
  /** The ids in orgPath, for counting below an organization. */
  orgIds: string[];
  /** Day of occurredAt, `YYYY-MM-DD` in Asia/Shanghai. */
  day: string;
  occurredAt: Date;
  recordedAt: Date;
  status: CheckInStatus;
  evidence: CheckInEvidence;
  /** Uploaded later than it was tapped. */
  isLate: boolean;
  /** How far the phone's clock was ahead of the server's. */
  skewMs: number;
  /** What staff should look at, as it was when the check-in came. */
  flags?: CheckInFlag[];
  supersededBy?: string;
  /** How often it came to count again after another had taken its place. */
  turn?: number;
  confirmed?: { reason: string; actor: string; role?: string | undefined; at: Date };
  void?: { reason: string; actor: string; at: Date };
  pending?: true;
  seq?: number;
  /** W3C trace context of the tap, where it was traced. */
  traceparent?: string;
};

/** What activities must know of a member to judge a check-in: a projection of members' events, refillable from them. */
export type MemberStandingDocument = {
  _id: string;
  branchId: string;
  orgPath: string;
  status: 'ACTIVE' | 'SUSPENDED' | 'TRANSFERRED_OUT';
};

const plain = { versionKey: false, autoIndex: false } as const;

const site = new Schema<SiteDocument>(
  {
    _id: String,
    code: String,
    name: String,
    kind: String,
    townshipCode: String,
    hostOrganizationId: String,
    orgPath: String,
    longitude: Number,
    latitude: Number,
    lastHeardAt: Date,
    bookings: Number,
  },
  { ...plain, collection: 'sites' },
).index({ code: 1 }, { unique: true });

const activity = new Schema<ActivityDocument>(
  { _id: String, title: String, kind: String, hostOrganizationId: String, orgPath: String, startsAt: Date },
  { ...plain, collection: 'activities' },
)
  .index({ startsAt: -1, _id: -1 })
  .index({ hostOrganizationId: 1, startsAt: -1 });

const session = new Schema<SessionDocument>(
  {
    _id: String,
    activityId: String,
    activityKind: String,
    siteId: String,
    orgPath: String,
    opensAt: Date,
    closesAt: Date,
    cancelledAt: Date,
  },
  { ...plain, collection: 'sessions' },
)
  .index({ activityId: 1 })
  .index({ siteId: 1, opensAt: 1 })
  .index({ opensAt: 1 })
  .index({ closesAt: 1 });

const checkIn = withRelayIndexes(
  new Schema<CheckInDocument>(
    {
      _id: String,
      sessionId: String,
      activityId: String,
      activityKind: String,
      siteId: String,
      memberId: String,
      homeBranchId: String,
      orgPath: String,
      orgIds: [String],
      day: String,
      occurredAt: Date,
      recordedAt: Date,
      status: String,
      evidence: String,
      isLate: Boolean,
      skewMs: Number,
      flags: { type: [String], default: undefined },
      supersededBy: String,
      turn: Number,
      confirmed: { reason: String, actor: String, role: String, at: Date },
      void: { reason: String, actor: String, at: Date },
      pending: Boolean,
      seq: Number,
      traceparent: String,
    },
    { ...plain, collection: 'checkIns' },
  ),
)
  .index(
    { sessionId: 1, memberId: 1 },
    {
      unique: true,
      partialFilterExpression: { status: 'VALID' },
      name: 'one valid check-in of a member at a session',
    },
  )
  .index(
    { sessionId: 1, memberId: 1 },
    {
      unique: true,
      partialFilterExpression: { status: 'AWAITING_CONFIRMATION' },
      name: 'one of a member at a session waits for a person',
    },
  )
  .index(
    { siteId: 1, recordedAt: 1, _id: 1 },
    { partialFilterExpression: { status: 'AWAITING_CONFIRMATION' }, name: 'what waits at a site' },
  )
  .index({ status: 1, day: 1, siteId: 1 })
  .index({ activityId: 1, status: 1 })
  .index({ memberId: 1, occurredAt: -1 })
  .index({ sessionId: 1, occurredAt: -1 })
  .index({ orgIds: 1, status: 1, day: 1 });

const memberStanding = new Schema<MemberStandingDocument>(
  { _id: String, branchId: String, orgPath: String, status: String },
  { ...plain, collection: 'memberStandings' },
);

export type Collections = {
  readonly sites: Model<SiteDocument>;
  readonly activities: Model<ActivityDocument>;
  readonly sessions: Model<SessionDocument>;
  readonly checkIns: Model<CheckInDocument>;
  readonly memberStandings: Model<MemberStandingDocument>;
  readonly screenDeliveries: Model<ScreenDeliveryDocument>;
  readonly screenShowings: Model<ScreenShowingDocument>;
  readonly corrections: Model<CorrectionDocument>;
};

/** Every collection of this service with its indexes; infra's demo loader writes through the same. */
export function registerCollections(connection: Connection): Collections {
  return {
    sites: connection.model<SiteDocument>('Site', site),
    activities: connection.model<ActivityDocument>('Activity', activity),
    sessions: connection.model<SessionDocument>('Session', session),
    checkIns: connection.model<CheckInDocument>('CheckIn', checkIn),
    memberStandings: connection.model<MemberStandingDocument>('MemberStanding', memberStanding),
    screenDeliveries: connection.model<ScreenDeliveryDocument>('ScreenDelivery', screenDelivery),
    screenShowings: connection.model<ScreenShowingDocument>('ScreenShowing', screenShowing),
    corrections: connection.model<CorrectionDocument>('Correction', correction),
  };
}
