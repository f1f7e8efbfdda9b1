import type { SessionDocument, SessionKind } from '../collections.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long a session lives without a renewal, and in all. */
export const SESSION_LIVES = {
  MEMBER: { idleMs: 30 * DAY_MS, absoluteMs: null },
  STAFF: { idleMs: 15 * MINUTE_MS, absoluteMs: 8 * 60 * MINUTE_MS },
  SCREEN: { idleMs: 400 * DAY_MS, absoluteMs: null },
} as const satisfies Record<SessionKind, { idleMs: number; absoluteMs: number | null }>;

export const ACCESS_LIFE_MS = 5 * MINUTE_MS;

/** So long a second factor that was given anew allows reveals, exports and changes of roles. */
export const STEP_UP_MS = 5 * MINUTE_MS;

/** So long a client whose answer was lost may show the token before the present one. */
export const GRACE_MS = 30_000;

export function absoluteEnd(kind: SessionKind, createdAt: Date): Date | null {
  const { absoluteMs } = SESSION_LIVES[kind];
  return absoluteMs === null ? null : new Date(createdAt.getTime() + absoluteMs);
}

/** When a session ends that is used now. */
export const idleEnd = (kind: SessionKind, absoluteUntil: Date | null, now: Date): Date =>
  earlier(new Date(now.getTime() + SESSION_LIVES[kind].idleMs), absoluteUntil);

export const accessEnd = (absoluteUntil: Date | null, now: Date): Date =>
  earlier(new Date(now.getTime() + ACCESS_LIFE_MS), absoluteUntil);

const earlier = (at: Date, end: Date | null): Date => (end && end < at ? end : at);

/**
 * TURN: the token counts and is exchanged. REPEAT: the one before, in time; the answer is given once more.
 * REUSED: a spent token of ours: someone else may hold the family. ENDED: revoked or run out. UNKNOWN: never ours.
 */
export type Turn = 'TURN' | 'REPEAT' | 'REUSED' | 'ENDED' | 'UNKNOWN';

type Known = Pick<
  SessionDocument,
  'familyHash' | 'turnHash' | 'previousTurnHash' | 'turnedAt' | 'expiresAt' | 'revokedAt'
>;

export function judgeTurn(
  session: Known | null,
  token: { familyHash: string; turnHash: string },
  now: Date,
): Turn {
  if (!session || session.familyHash !== token.familyHash) return 'UNKNOWN';
  if (session.revokedAt || session.expiresAt <= now) return 'ENDED';
  if (session.turnHash === token.turnHash) return 'TURN';
  const isPrevious = session.previousTurnHash === token.turnHash;
  return isPrevious && now.getTime() - session.turnedAt.getTime() <= GRACE_MS ? 'REPEAT' : 'REUSED';
}
