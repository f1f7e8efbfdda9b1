import { Schema } from 'mongoose';

export type ApiScope = 'ACTIVITIES_READ' | 'MEMBERS_READ' | 'ORGANIZATIONS_READ' | 'FUNDING_READ';

/** A public key as JWKS has it: Ed25519 or P-256. */
export type PublicJwk = {
  readonly kty: string;
  readonly crv: string;
  readonly kid: string;
  readonly x: string;
  readonly y?: string;
};

/** Another district system with access under an agreement. Never deleted: it is kept for 3 years and more. */
export type ApiClientDocument = {
  _id: string;
  name: string;
  purpose: string;
  agreementNumber: string;
  /** `YYYY-MM-DD`; access ends with this day. */
  agreementEndsOn: string;
  /** An office, not a person. */
  contact: string;
  scopes: ApiScope[];
  organizationId: string;
  orgPath: string;
  /** Where the keys are fetched, or else the keys themselves. */
  jwksUrl: string | null;
  jwks: PublicJwk[];
  requestsPerMinute: number;
  costPerDay: number;
  /** SHA-256 in hex; none: it may ask freely within the limits. */
  allowedOperations: string[];
  /** Of a secret for development; counts nowhere in production. */
  devSecretHash: string | null;
  registeredAt: Date;
  registeredBy: string;
  /** SHA-256 of the input that registered it: by it the same input again is known. */
  registeredAs: string;
  revokedAt: Date | null;
};

/** One system's use on one day of the district, kept for 3 years and more; `_id` is `<client>:<day>`. */
export type ApiClientUsageDocument = {
  _id: string;
  clientId: string;
  day: string;
  requests: number;
  cost: number;
  refused: number;
  events: number;
};

/** A batch of use that a gateway has reported: reported again, it is not counted again. */
export type ApiClientBatchDocument = { _id: string; purgeAt: Date };

/** An assertion that was taken; `_id` is a hash of its client and `jti`. */
export type UsedAssertionDocument = { _id: string; purgeAt: Date };

const required = <T>(type: T) => ({ type, required: true as const });
const nullable = <T>(type: T) => ({ type, default: null });

const publicKey = {
  _id: false,
  kty: required(String),
  crv: required(String),
  kid: required(String),
  x: required(String),
  y: String,
};

export const apiClient = new Schema<ApiClientDocument>(
  {
    _id: required(String),
    name: required(String),
    purpose: required(String),
    agreementNumber: required(String),
    agreementEndsOn: required(String),
    contact: required(String),
    scopes: [String],
    organizationId: required(String),
    orgPath: required(String),
    jwksUrl: nullable(String),
    jwks: [publicKey],
    requestsPerMinute: required(Number),
    costPerDay: required(Number),
    allowedOperations: [String],
    devSecretHash: nullable(String),
    registeredAt: required(Date),
    registeredBy: required(String),
    registeredAs: required(String),
    revokedAt: nullable(Date),
  },
  { collection: 'apiClients', versionKey: false },
).index({ name: 1 });

export const apiClientUsage = new Schema<ApiClientUsageDocument>(
  {
    _id: required(String),
    clientId: required(String),
    day: required(String),
    requests: { type: Number, default: 0 },
    cost: { type: Number, default: 0 },
    refused: { type: Number, default: 0 },
    events: { type: Number, default: 0 },
  },
  { collection: 'apiClientUsage', versionKey: false },
).index({ clientId: 1, day: -1 });

const spent = { _id: required(String), purgeAt: required(Date) };

export const apiClientBatch = new Schema<ApiClientBatchDocument>(spent, {
  collection: 'apiClientBatches',
  versionKey: false,
}).index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

export const usedAssertion = new Schema<UsedAssertionDocument>(spent, {
  collection: 'usedAssertions',
  versionKey: false,
}).index({ purgeAt: 1 }, { expireAfterSeconds: 0 });
