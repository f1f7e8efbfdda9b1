import { Schema } from 'mongoose';

/** Another house at which people sign in for us. */
export type House = 'WECHAT' | 'SSO';

/** A browser that left for another house's sign-in; `_id` is the hash of the state that comes back with it. */
export type RedirectDocument = {
  _id: string;
  house: House;
  /** Of the secret in that browser's cookie. */
  browserHash: string;
  /** What it left for, readable only with the cookie's secret. */
  errandSealed: string;
  expiresAt: Date;
};

/** Who came back from another house, with ids only. */
export type Arrived =
  | { readonly kind: 'MEMBER'; readonly sub: string; readonly phoneIndex: string }
  | { readonly kind: 'STAFF'; readonly sub: string; readonly isSecondFactorGiven: boolean };

/** A sign-in that another house has proved and that no session was opened for yet; `_id` is the code's hash. */
export type HandoverDocument = { _id: string; browserHash: string; arrived: Arrived; expiresAt: Date };

const required = { type: String, required: true } as const;
const expiresAt = { type: Date, required: true } as const;

export const redirect = new Schema<RedirectDocument>(
  { _id: required, house: required, browserHash: required, errandSealed: required, expiresAt },
  { collection: 'redirects', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const handover = new Schema<HandoverDocument>(
  { _id: required, browserHash: required, arrived: { type: Schema.Types.Mixed, required: true }, expiresAt },
  { collection: 'handovers', versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
