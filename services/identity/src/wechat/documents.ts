import { Schema } from 'mongoose';

/** Which member a WeChat user is; `_id` is the keyed hash of the openid, by which it is found. */
export type WechatBindingDocument = {
  _id: string;
  /** Sealed by the vault. The unionid, where WeChat gives one, joins the user's other apps of the same owner. */
  openidSealed: string;
  unionidSealed: string | null;
  memberId: string;
  /** How the roster is asked whether the member is still in it. */
  phoneIndex: string;
  boundAt: Date;
};

/** A WeChat user whom nobody knows yet: whoever signs in with a one-time code in the same browser is this one. */
export type WechatTicketDocument = Pick<WechatBindingDocument, 'openidSealed' | 'unionidSealed'> & {
  /** Hash of the ticket. */
  _id: string;
  browserHash: string;
  openidHash: string;
  expiresAt: Date;
};

const required = <T>(type: T) => ({ type, required: true as const });
const nullable = { type: String, default: null };

export const wechatBinding = new Schema<WechatBindingDocument>(
  {
    _id: required(String),
    openidSealed: required(String),
    unionidSealed: nullable,
    memberId: required(String),
    phoneIndex: required(String),
    boundAt: required(Date),
  },
  { collection: 'wechatBindings', versionKey: false },
).index({ memberId: 1 }, { unique: true });

export const wechatTicket = new Schema<WechatTicketDocument>(
  {
    _id: required(String),
    browserHash: required(String),
    openidHash: required(String),
    openidSealed: required(String),
    unionidSealed: nullable,
    expiresAt: required(Date),
  },
  { collection: 'wechatTickets', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
