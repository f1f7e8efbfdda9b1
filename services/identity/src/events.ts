import { defineEvent } from '@hongxin/kit/events';
import { z } from 'zod';

/** A wall or site screen was approved and may sign in. */
export const ScreenPaired = defineEvent(
  'ScreenPaired',
  1,
  z.object({
    screenId: z.string(),
    purpose: z.enum(['DISTRICT_WALL', 'SITE']),
    siteIds: z.array(z.string()),
    /** What of persons it may show. */
    privacy: z.enum(['COUNT_ONLY', 'MASKED', 'FULL']),
    hasDeviceKey: z.boolean(),
  }),
);

/** Why sessions end before they run out. */
const SESSION_ENDS = [
  'SIGNED_OUT',
  'REVOKED',
  'TOKEN_REUSED',
  'AUTHORITY_GONE',
  'ACCOUNT_DISABLED',
  'ROLES_CHANGED',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'SECOND_FACTOR_RESET',
  'SCREEN_REVOKED',
] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];

/** These sessions hold no longer, whatever ended them; every gateway closes their sockets and refuses their tokens. */
export const SessionsEnded = defineEvent(
  'SessionsEnded',
  1,
  z.object({
    sessionIds: z.array(z.string()),
    /** Whose they were. */
    subjectId: z.string(),
    why: z.enum(SESSION_ENDS),
  }),
);

/** Another system's access was given, changed or taken away. */
export const ApiClientChanged = defineEvent(
  'ApiClientChanged',
  1,
  z.object({
    clientId: z.string(),
    change: z.enum(['REGISTERED', 'UPDATED', 'REVOKED']),
    /** Why it was revoked, as the administrator wrote. */
    reason: z.string().nullable(),
  }),
);

/** A screen's right was taken away. */
export const ScreenRevoked = defineEvent('ScreenRevoked', 1, z.object({ screenId: z.string() }));

const member = z.object({ memberId: z.string() });
/** A member's WeChat signs in from now on without a code; the one before it no longer. */
export const WechatBound = defineEvent('WechatBound', 1, member);
export const WechatUnbound = defineEvent('WechatUnbound', 1, member);

const account = z.object({ accountId: z.string() });
const accountWithReason = account.extend({
  /** What the administrator wrote. */
  reason: z.string(),
});
const accountRole = account.extend({
  role: z.string(),
  /** Where it is held. */
  orgPath: z.string(),
});

/** A staff account was made, without any role. */
export const AccountCreated = defineEvent('AccountCreated', 1, account);
export const AccountDisabled = defineEvent('AccountDisabled', 1, accountWithReason);
export const AccountEnabled = defineEvent('AccountEnabled', 1, accountWithReason);
/** Five wrong passwords or second factors in a row locked it for 15 minutes. */
export const AccountLocked = defineEvent('AccountLocked', 1, account);
/** By the person; the first password too. */
export const PasswordChanged = defineEvent('PasswordChanged', 1, account);
/** By an administrator; the person changes it at the next sign-in. */
export const PasswordReset = defineEvent('PasswordReset', 1, accountWithReason);
export const SecondFactorSetUp = defineEvent('SecondFactorSetUp', 1, account);
export const SecondFactorReset = defineEvent('SecondFactorReset', 1, accountWithReason);
export const RecoveryCodeUsed = defineEvent(
  'RecoveryCodeUsed',
  1,
  account.extend({ left: z.number().int() }),
);
/** The district's single sign-on leads to this account from now on. */
export const SingleSignOnBound = defineEvent('SingleSignOnBound', 1, account);
export const RoleGranted = defineEvent('RoleGranted', 1, accountRole);
export const RoleWithdrawn = defineEvent('RoleWithdrawn', 1, accountRole);
