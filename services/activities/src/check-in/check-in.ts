import type { MemberStandingDocument, SessionDocument } from '../collections.ts';
import { windowOf, windowStart } from './site-code.ts';

/** Why a check-in is refused; the schema's CheckInRefusal holds more, for rules that later modules bring. */
export type Refusal =
  | 'ALREADY_CHECKED_IN'
  | 'TOO_EARLY'
  | 'TOO_LATE'
  | 'SESSION_CANCELLED'
  | 'WRONG_SITE'
  | 'CODE_EXPIRED'
  | 'CODE_INVALID'
  | 'MEMBER_NOT_ACTIVE'
  | 'MEMBER_TRANSFERRED';

/** What the tap says of itself, by the phone's clock. */
export type Tap = {
  readonly occurredAt: Date;
  readonly deviceNow: Date;
  readonly expectedSiteId?: string | null;
};

/** What was scanned or typed, after its proof: the window only for a rotating code. */
export type Evidence =
  | { readonly kind: 'SITE_CODE'; readonly window: number }
  | { readonly kind: 'SESSION_CODE' };

export type Judgement =
  | { readonly ok: true; readonly occurredAt: Date; readonly isLate: boolean; readonly skewMs: number }
  | { readonly ok: false; readonly reason: Refusal };

/** Windows around the present one in which a code is good. */
const WINDOWS_BACK = 2;
const WINDOWS_AHEAD = 1;
/** A tap older than this by the phone's own clock was kept in the phone's queue. */
const FRESH_MS = 30_000;
/** How long after a session's end a queued tap may still come. */
export const LATE_UPLOAD_MS = 72 * 3_600_000;

/**
 * Judges a tap with a genuine code. The phone's clock is trusted only for the time between the tap and the sending, which
 * both come from it; when the tap was, the server and the code's window say.
 */
export function judgeCheckIn(input: {
  tap: Tap;
  evidence: Evidence;
  session: SessionDocument;
  member: MemberStandingDocument;
  now: Date;
}): Judgement {
  const { tap, evidence, session, member, now } = input;
  const refuse = (reason: Refusal): Judgement => ({ ok: false, reason });
  const skewMs = tap.deviceNow.getTime() - now.getTime();
  const age = Math.max(0, tap.deviceNow.getTime() - tap.occurredAt.getTime());
  const isLate = age > FRESH_MS;
  const tappedAt = new Date(now.getTime() - age);
  if (evidence.kind === 'SITE_CODE') {
    const present = windowOf(tappedAt);
    if (evidence.window < present - WINDOWS_BACK) return refuse('CODE_EXPIRED');
    if (evidence.window > present + WINDOWS_AHEAD) return refuse('CODE_INVALID');
  }
  const occurredAt = !isLate ? now : evidence.kind === 'SITE_CODE' ? windowStart(evidence.window) : tappedAt;
  if (tap.expectedSiteId && tap.expectedSiteId !== session.siteId) return refuse('WRONG_SITE');
  if (session.cancelledAt) return refuse('SESSION_CANCELLED');
  if (occurredAt < session.opensAt) return refuse('TOO_EARLY');
  if (occurredAt > session.closesAt || now.getTime() > session.closesAt.getTime() + LATE_UPLOAD_MS)
    return refuse('TOO_LATE');
  if (member.status === 'SUSPENDED') return refuse('MEMBER_NOT_ACTIVE');
  if (member.status === 'TRANSFERRED_OUT') return refuse('MEMBER_TRANSFERRED');
  return { ok: true, occurredAt, isLate, skewMs };
}
