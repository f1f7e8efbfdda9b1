import { Schema, type Connection, type Model } from 'mongoose';
import {
  apiClient,
  apiClientBatch,
  type ApiClientBatchDocument,
  type ApiClientDocument,
  apiClientUsage,
  type ApiClientUsageDocument,
  usedAssertion,
  type UsedAssertionDocument,
} from './client/documents.ts';
import { usedProof, type UsedProofDocument } from './device-key/documents.ts';
import { handover, type HandoverDocument, redirect, type RedirectDocument } from './sign-in/documents.ts';
import {
  wechatBinding,
  type WechatBindingDocument,
  wechatTicket,
  type WechatTicketDocument,
} from './wechat/documents.ts';
import {
  signInTicket,
  type SignInTicketDocument,
  staffAccount,
  type StaffAccountDocument,
} from './account/documents.ts';
import {
  auditCheckpoint,
  type AuditCheckpointDocument,
  auditHead,
  type AuditHeadDocument,
  auditRow,
  type AuditRow,
} from './audit/documents.ts';
import { session, type SessionDocument } from './session/documents.ts';

export type { AccountRole, SecondFactor, StaffAccountDocument } from './account/documents.ts';
export type { HeldRole, SessionDocument, SessionKind, SignInMethod } from './session/documents.ts';

/** What is known of one phone number's codes today; `_id` is the number's blind index, so the number itself is not here. */
export type OneTimeCodeDocument = {
  _id: string;
  codeHash: string;
  /** Null for a number that is not in the roster: treated alike, but no code matches. */
  memberId: string | null;
  tries: number;
  sentAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  /** The day of the district that `sentOnDay` counts. */
  day: string;
  sentOnDay: number;
  /** Grows with each write: what was judged on an older one is judged again. */
  version: number;
  purgeAt: Date;
};

/** A wall that shows a pairing code and waits for approval; `_id` is the device code's hash. */
export type ScreenPairingDocument = {
  _id: string;
  /** 8 letters without the dash. */
  userCode: string;
  /** Of the key that the screen proved when it asked; it must prove the same one to take its tokens. */
  keyThumbprint: string | null;
  expiresAt: Date;
  approvedAt: Date | null;
  screenId: string | null;
  /** When the device took its tokens, and its refresh token, readable only with the device code. */
  takenAt: Date | null;
  takenSealed: string | null;
  purgeAt: Date;
};

export type ScreenPurpose = 'DISTRICT_WALL' | 'SITE';
export type ScreenPrivacy = 'COUNT_ONLY' | 'MASKED' | 'FULL';

export type ScreenDocument = {
  _id: string;
  name: string;
  purpose: ScreenPurpose;
  siteIds: string[];
  privacy: ScreenPrivacy;
  hasDeviceKey: boolean;
  orgPath: string;
  approvedBy: string;
  pairedAt: Date;
  revokedAt: Date | null;
};

export type Collections = {
  readonly staffAccounts: Model<StaffAccountDocument>;
  readonly signInTickets: Model<SignInTicketDocument>;
  readonly sessions: Model<SessionDocument>;
  readonly usedProofs: Model<UsedProofDocument>;
  readonly redirects: Model<RedirectDocument>;
  readonly handovers: Model<HandoverDocument>;
  readonly wechatBindings: Model<WechatBindingDocument>;
  readonly wechatTickets: Model<WechatTicketDocument>;
  readonly oneTimeCodes: Model<OneTimeCodeDocument>;
  readonly screenPairings: Model<ScreenPairingDocument>;
  readonly screens: Model<ScreenDocument>;
  readonly auditRows: Model<AuditRow>;
  readonly auditHeads: Model<AuditHeadDocument>;
  readonly auditCheckpoints: Model<AuditCheckpointDocument>;
  readonly apiClients: Model<ApiClientDocument>;
  readonly apiClientUsage: Model<ApiClientUsageDocument>;
  readonly apiClientBatches: Model<ApiClientBatchDocument>;
  readonly usedAssertions: Model<UsedAssertionDocument>;
};

const nullable = <T>(type: T) => ({ type, default: null });
const required = <T>(type: T) => ({ type, required: true as const });

export function registerCollections(connection: Connection): Collections {
  return {
    staffAccounts: connection.model<StaffAccountDocument>('StaffAccount', staffAccount),
    signInTickets: connection.model<SignInTicketDocument>('SignInTicket', signInTicket),
    sessions: connection.model<SessionDocument>('Session', session),
    usedProofs: connection.model<UsedProofDocument>('UsedProof', usedProof),
    redirects: connection.model<RedirectDocument>('Redirect', redirect),
    handovers: connection.model<HandoverDocument>('Handover', handover),
    wechatBindings: connection.model<WechatBindingDocument>('WechatBinding', wechatBinding),
    wechatTickets: connection.model<WechatTicketDocument>('WechatTicket', wechatTicket),
    oneTimeCodes: connection.model<OneTimeCodeDocument>('OneTimeCode', oneTimeCode),
    screenPairings: connection.model<ScreenPairingDocument>('ScreenPairing', screenPairing),
    screens: connection.model<ScreenDocument>('Screen', screen),
    auditRows: connection.model<AuditRow>('AuditRow', auditRow),
    auditHeads: connection.model<AuditHeadDocument>('AuditHead', auditHead),
    auditCheckpoints: connection.model<AuditCheckpointDocument>('AuditCheckpoint', auditCheckpoint),
    apiClients: connection.model<ApiClientDocument>('ApiClient', apiClient),
    apiClientUsage: connection.model<ApiClientUsageDocument>('ApiClientUsage', apiClientUsage),
    apiClientBatches: connection.model<ApiClientBatchDocument>('ApiClientBatch', apiClientBatch),
    usedAssertions: connection.model<UsedAssertionDocument>('UsedAssertion', usedAssertion),
  };
}

const oneTimeCode = new Schema<OneTimeCodeDocument>(
  {
    _id: required(String),
    codeHash: required(String),
    memberId: nullable(String),
    tries: required(Number),
    sentAt: required(Date),
    expiresAt: required(Date),
    usedAt: nullable(Date),
    day: required(String),
    sentOnDay: required(Number),
    version: required(Number),
    purgeAt: required(Date),
  },
  { collection: 'oneTimeCodes', versionKey: false },
).index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

const screenPairing = new Schema<ScreenPairingDocument>(
  {
    _id: required(String),
    userCode: required(String),
    keyThumbprint: nullable(String),
    expiresAt: required(Date),
    approvedAt: nullable(Date),
    screenId: nullable(String),
    takenAt: nullable(Date),
    takenSealed: nullable(String),
    purgeAt: required(Date),
  },
  { collection: 'screenPairings', versionKey: false },
)
  .index({ userCode: 1 }, { unique: true })
  .index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

const screen = new Schema<ScreenDocument>(
  {
    _id: required(String),
    name: required(String),
    purpose: required(String),
    siteIds: [String],
    privacy: required(String),
    hasDeviceKey: required(Boolean),
    orgPath: required(String),
    approvedBy: required(String),
    pairedAt: required(Date),
    revokedAt: nullable(Date),
  },
  { collection: 'screens', versionKey: false },
).index({ pairedAt: -1 });
