import { Schema } from 'mongoose';

/** A role held in a part of the organization tree, e.g. `DISTRICT` at `/district/`. */
export type HeldRole = { role: string; orgPath: string };

export type SessionKind = 'MEMBER' | 'STAFF' | 'SCREEN';

/** How a session was signed in. */
export type SignInMethod =
  | 'ONE_TIME_CODE'
  | 'WECHAT'
  | 'PASSWORD'
  | 'PASSWORD_AND_SECOND_FACTOR'
  | 'SINGLE_SIGN_ON'
  | 'PAIRING';

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
  method: SignInMethod;
  /** What the browser says of itself, in short: `Chrome · Windows`. */
  device: string;
  /** Of the device's key (RFC 7638): without a proof of it the refresh token is worth nothing. Null: not bound. */
  keyThumbprint: string | null;
  /** Until when a second factor, given anew, allows what asks for one. */
  steppedUpUntil: Date | null;
  createdAt: Date;
  /** Moves with each renewal, never past `absoluteUntil`. */
  expiresAt: Date;
  absoluteUntil: Date | null;
  revokedAt: Date | null;
};

const nullable = <T>(type: T) => ({ type, default: null });
const required = <T>(type: T) => ({ type, required: true as const });

/** A held role in a document. */
export const role = {
  _id: false,
  role: { type: String, required: true },
  orgPath: { type: String, required: true },
};

export const session = new Schema<SessionDocument>(
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
    method: required(String),
    device: { type: String, default: '' },
    keyThumbprint: nullable(String),
    steppedUpUntil: nullable(Date),
    createdAt: required(Date),
    expiresAt: required(Date),
    absoluteUntil: nullable(Date),
    revokedAt: nullable(Date),
  },
  { collection: 'sessions', versionKey: false },
)
  .index({ kind: 1, sub: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
