import { Schema, type Connection, type Model } from 'mongoose';

/** A role held in a part of the organization tree, e.g. `DISTRICT` at `/district/`. */
export type HeldRole = { role: string; orgPath: string };

/** A staff member's account. `passwordHash` is argon2id (m=19 MiB, t=2, p=1) in PHC form; the username is in lower case. */
export type StaffAccountDocument = {
  _id: string;
  username: string;
  displayName: string;
  passwordHash: string;
  roles: HeldRole[];
  /** Wrong passwords in a row since the last right one or the last lock. */
  failedTries: number;
  lockedUntil: Date | null;
  disabledAt: Date | null;
};

export type SessionKind = 'MEMBER' | 'STAFF' | 'SCREEN';

/** One signed-in browser or screen: a family of refresh tokens of which only the last one counts. Tokens are kept as hashes. */
export type SessionDocument = {
  _id: string;
  kind: SessionKind;
  sub: string;
  /** Held from the first token to the last: proves that a spent token was once ours. */
  familyHash: string;
  /** Of the token that counts now. */
  turnHash: string;
  /** Of the one before, which a client whose answer was lost may show once more for a short time. */
  previousTurnHash: string | null;
  /** The present token, readable only with the one before. */
  nextSealed: string | null;
  turnedAt: Date;
  /** Authority as last known; read anew at each renewal where its owner answers. */
  roles: HeldRole[];
  scopes: string[];
  /** For members: how the roster is asked again. */
  phoneIndex: string | null;
  createdAt: Date;
  /** Moves with each renewal, never past `absoluteUntil`. */
  expiresAt: Date;
  absoluteUntil: Date | null;
  revokedAt: Date | null;
};

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
  expiresAt: Date;
  approvedAt: Date | null;
  screenId: string | null;
  /** When the device took its tokens, and its refresh token, readable only with the device code. */
  takenAt: Date | null;
  takenSealed: string | null;
  purgeAt: Date;
};

export type ScreenPurpose = 'DISTRICT_WALL' | 'SITE';

export type ScreenDocument = {
  _id: string;
  name: string;
  purpose: ScreenPurpose;
  siteIds: string[];
  orgPath: string;
  approvedBy: string;
  pairedAt: Date;
  revokedAt: Date | null;
};

export type Collections = {
  readonly staffAccounts: Model<StaffAccountDocument>;
  readonly sessions: Model<SessionDocument>;
  readonly oneTimeCodes: Model<OneTimeCodeDocument>;
  readonly screenPairings: Model<ScreenPairingDocument>;
  readonly screens: Model<ScreenDocument>;
};

const nullable = <T>(type: T) => ({ type, default: null });
const role = {
  _id: false,
  role: { type: String, required: true },
  orgPath: { type: String, required: true },
};
const required = <T>(type: T) => ({ type, required: true as const });

export function registerCollections(connection: Connection): Collections {
  return {
    staffAccounts: connection.model<StaffAccountDocument>('StaffAccount', staffAccount),
    sessions: connection.model<SessionDocument>('Session', session),
    oneTimeCodes: connection.model<OneTimeCodeDocument>('OneTimeCode', oneTimeCode),
    screenPairings: connection.model<ScreenPairingDocument>('ScreenPairing', screenPairing),
    screens: connection.model<ScreenDocument>('Screen', screen),
  };
}

const staffAccount = new Schema<StaffAccountDocument>(
  {
    _id: required(String),
    username: required(String),
    displayName: required(String),
    passwordHash: required(String),
    roles: [role],
    failedTries: { type: Number, default: 0 },
    lockedUntil: nullable(Date),
    disabledAt: nullable(Date),
  },
  { collection: 'staffAccounts', versionKey: false },
).index({ username: 1 }, { unique: true });

const session = new Schema<SessionDocument>(
  {
    _id: required(String),
    kind: required(String),
    sub: required(String),
    familyHash: required(String),
    turnHash: required(String),
    previousTurnHash: nullable(String),
    nextSealed: nullable(String),
    turnedAt: required(Date),
    roles: [role],
    scopes: [String],
    phoneIndex: nullable(String),
    createdAt: required(Date),
    expiresAt: required(Date),
    absoluteUntil: nullable(Date),
    revokedAt: nullable(Date),
  },
  { collection: 'sessions', versionKey: false },
)
  .index({ kind: 1, sub: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

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
    orgPath: required(String),
    approvedBy: required(String),
    pairedAt: required(Date),
    revokedAt: nullable(Date),
  },
  { collection: 'screens', versionKey: false },
).index({ pairedAt: -1 });
