import type { StaffAccountDocument } from '../collections.ts';

export const MAX_FAILURES = 5;
export const LOCK_MS = 15 * 60_000;

type State = Pick<StaffAccountDocument, 'failedTries' | 'lockedUntil' | 'disabledAt'>;
type Next = Pick<StaffAccountDocument, 'failedTries' | 'lockedUntil'>;

/**
 * Whether a sign-in is accepted and what the account remembers of it (null: nothing new). While locked nothing counts,
 * the right password neither, so that guessing on tells nothing. A right password clears no failures while a second factor
 * is still to come: otherwise whoever knows it could guess codes for ever, four at a time.
 */
export function judgeSignIn(
  account: State | null,
  isRight: boolean,
  now: Date,
  isComplete = true,
): { accepted: boolean; next: Next | null } {
  if (!account || account.disabledAt || isLocked(account, now)) return { accepted: false, next: null };
  if (isRight) {
    const isClean = account.failedTries === 0 && account.lockedUntil === null;
    if (!isComplete) return { accepted: true, next: null };
    return { accepted: true, next: isClean ? null : { failedTries: 0, lockedUntil: null } };
  }
  const failedTries = account.failedTries + 1;
  const isLast = failedTries >= MAX_FAILURES;
  const lockedUntil = isLast ? new Date(now.getTime() + LOCK_MS) : null;
  return { accepted: false, next: { failedTries: isLast ? 0 : failedTries, lockedUntil } };
}

const isLocked = (account: State, now: Date): boolean =>
  account.lockedUntil !== null && account.lockedUntil > now;
