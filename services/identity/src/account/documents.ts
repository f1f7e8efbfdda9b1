import { Schema } from 'mongoose';
import { type HeldRole, role } from '../session/documents.ts';
import type { Proved } from './next-step.ts';

/** As an account holds it: with the organization, or for a steward the site, whose place it is. */
export type AccountRole = HeldRole & { organizationId?: string; siteId?: string };

/** What an authenticator shows codes for. */
export type SecondFactor = {
  /** The shared secret, sealed by the vault. */
  secretSealed: string;
  setUpAt: Date;
  /** The last 30-second step whose code was used: no code works twice, nor one from before it. */
  lastStep: number;
  /** Of the recovery codes that are left. */
  recoveryHashes: string[];
};

/** A staff member's account. `passwordHash` is argon2id (m=19 MiB, t=2, p=1) in PHC form; the username is in lower case. */
export type StaffAccountDocument = {
  _id: string;
  username: string;
  displayName: string;
  passwordHash: string;
  /** Hashes of the passwords before it, the newest first; none of them may come back. */
  formerPasswordHashes: string[];
  mustChangePassword: boolean;
  secondFactor: SecondFactor | null;
  /** Who it is for the district's single sign-on. */
  singleSignOn: { issuer: string; subject: string } | null;
  roles: AccountRole[];
  /** Wrong passwords and second factors in a row since the last sign-in or the last lock. */
  failedTries: number;
  lockedUntil: Date | null;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
  /** Grows whenever holders of its role are counted; only there for two countings at once to notice each other. */
  countings?: number;
};

/** What is still asked before a session opens. */
export type SignInStep = 'SECOND_FACTOR' | 'PASSWORD' | 'SETUP';

/** A sign-in on its way, good for one step. `_id` is the ticket's hash: the ticket itself is with the browser alone. */
export type SignInTicketDocument = {
  _id: string;
  accountId: string;
  step: SignInStep;
  /** What was proved so far. */
  method: Proved['method'];
  isSecondFactorGiven: boolean;
  /** SETUP: the secret that the person is putting into an authenticator, sealed by the vault. */
  secretSealed: string | null;
  /** SETUP by someone who is signed in: the session that asked. */
  sessionId: string | null;
  /** The password that the ticket stands on: after a reset it leads nowhere. */
  passwordHash: string;
  expiresAt: Date;
};

const nullable = <T>(type: T) => ({ type, default: null });
const required = <T>(type: T) => ({ type, required: true as const });

const accountRole = { ...role, organizationId: String, siteId: String };

const secondFactor = new Schema<SecondFactor>(
  {
    secretSealed: required(String),
    setUpAt: required(Date),
    lastStep: required(Number),
    recoveryHashes: [String],
  },
  { _id: false },
);

const singleSignOn = new Schema({ issuer: required(String), subject: required(String) }, { _id: false });

export const staffAccount = new Schema<StaffAccountDocument>(
  {
    _id: required(String),
    username: required(String),
    displayName: required(String),
    passwordHash: required(String),
    formerPasswordHashes: [String],
    mustChangePassword: { type: Boolean, default: false },
    secondFactor: nullable(secondFactor),
    singleSignOn: nullable(singleSignOn),
    roles: [accountRole],
    failedTries: { type: Number, default: 0 },
    lockedUntil: nullable(Date),
    disabledAt: nullable(Date),
    lastSignInAt: nullable(Date),
    countings: Number,
  },
  { collection: 'staffAccounts', versionKey: false },
)
  .index({ username: 1 }, { unique: true })
  .index({ 'roles.role': 1 })
  .index(
    { 'singleSignOn.issuer': 1, 'singleSignOn.subject': 1 },
    { unique: true, partialFilterExpression: { 'singleSignOn.subject': { $exists: true } } },
  );

export const signInTicket = new Schema<SignInTicketDocument>(
  {
    _id: required(String),
    accountId: required(String),
    step: required(String),
    method: required(String),
    isSecondFactorGiven: required(Boolean),
    secretSealed: nullable(String),
    sessionId: nullable(String),
    passwordHash: required(String),
    expiresAt: required(Date),
  },
  { collection: 'signInTickets', versionKey: false },
)
  .index({ accountId: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
