import { withinInt } from '@hongxin/kit/int';
import type { CheckInDocument, MemberStandingDocument, SessionDocument } from '../collections.ts';
import { WINDOW_S, windowOf, windowStart } from './site-code.ts';

/** Why a check-in is refused; the schema's CheckInRefusal holds more, for rules that later modules bring. */
export type Refusal =
  | 'ALREADY_CHECKED_IN'
  | 'VOIDED'
  | 'TOO_EARLY'
  | 'TOO_LATE'
  | 'SESSION_CANCELLED'
  | 'WRONG_SITE'
  | 'CODE_EXPIRED'
  | 'CODE_INVALID'
  | 'MEMBER_NOT_ACTIVE'
  | 'MEMBER_TRANSFERRED';

/** What the tap says of itself. */
export type Tap = {
  /** By the phone's clock, which anyone may set between the tap and the sending. */
  readonly occurredAt: Date;
  readonly deviceNow: Date;
  /** The server's time of the tap, where the phone had learned it and kept it with a clock that nobody sets. */
  readonly serverAt?: Date | null;
  readonly expectedSiteId?: string | null;
};

/** What was scanned or typed, after its proof: the window only for a rotating code. */
export type Evidence =
  | { readonly kind: 'SITE_CODE'; readonly window: number }
  /** `isBesieged`: so many wrong codes were typed for the site that a right one may be a guess. */
  | { readonly kind: 'SESSION_CODE'; readonly isBesieged?: boolean };

export type CheckInFlag = 'LATE' | 'CLOCK_OFF';

export type Judgement =
  | {
      readonly ok: true;
      readonly occurredAt: Date;
      readonly isLate: boolean;
      readonly skewMs: number;
      readonly flags: readonly CheckInFlag[];
      /** It counts only after a person of the site has confirmed it. */
      readonly needsPerson: boolean;
    }
  | { readonly ok: false; readonly reason: Refusal };

/** Windows around the present one in which a code is good. */
const WINDOWS_BACK = 2;
const WINDOWS_AHEAD = 1;
/** A tap older than this by the phone's own word was kept in the phone's queue. */
const FRESH_MS = 30_000;
/** A tap of the last moment is still being sent again so long after the end: as long as a code is good. */
const RETRY_MS = (WINDOWS_BACK + 1) * WINDOW_S * 1_000;
/** How long after a session's end a queued tap may still come. */
export const LATE_UPLOAD_MS = 72 * 3_600_000;
/** A clock further off than this is shown to staff. */
const CLOCK_OFF_MS = 5 * 60_000;

/** From when to when, in ms since 1970, both included. */
type Span = { readonly from: number; readonly to: number };
type When = {
  /** Proven: the tap was in here. */
  readonly span: Span;
  /** By the phone's word, where that fits the span. */
  readonly moment?: number | undefined;
  /** What is written down as the tap's time. */
  readonly dated: number;
};

type Judged = {
  readonly tap: Tap;
  readonly evidence: Evidence;
  readonly session: SessionDocument;
  readonly member: MemberStandingDocument;
  /** Whether the caller's session is bound to a key of the phone. */
  readonly isBound: boolean;
  readonly now: Date;
};

/**
 * Judges a tap with a genuine code. When the tap was, the code proves; the phone's word is taken where it fits that, and
 * a clock that was wrong or set meanwhile refuses nobody. What no code proves, a person of the site confirms.
 */
export function judgeCheckIn(judged: Judged): Judgement {
  const { tap, evidence, session, member } = judged;
  const now = judged.now.getTime();
  const refuse = (reason: Refusal): Judgement => ({ ok: false, reason });
  const when =
    evidence.kind === 'SITE_CODE' ? whenShown(tap, evidence.window, now) : whenTyped(tap, session, now);
  if (typeof when === 'string') return refuse(when);
  if (tap.expectedSiteId && tap.expectedSiteId !== session.siteId) return refuse('WRONG_SITE');
  if (session.cancelledAt) return refuse('SESSION_CANCELLED');
  const untimely = whyUntimely(when, session, now);
  if (untimely) return refuse(untimely);
  if (member.status === 'SUSPENDED') return refuse('MEMBER_NOT_ACTIVE');
  if (member.status === 'TRANSFERRED_OUT') return refuse('MEMBER_TRANSFERRED');
  return accepted(judged, when, now);
}

function accepted({ tap, evidence, session, isBound }: Judged, when: When, now: number): Judgement {
  const [opens, closes] = [session.opensAt.getTime(), session.closesAt.getTime()];
  const occurred = Math.min(closes, Math.max(opens, when.dated));
  const skewMs = skewOf({ skewMs: tap.deviceNow.getTime() - now });
  const isLate = now - occurred > FRESH_MS;
  const isClockOff = when.moment === undefined || Math.abs(skewMs) > CLOCK_OFF_MS;
  const isUnproven = evidence.kind === 'SITE_CODE' ? !isBound : true;
  return {
    ok: true,
    occurredAt: new Date(occurred),
    isLate,
    skewMs,
    flags: [...(isLate ? (['LATE'] as const) : []), ...(isClockOff ? (['CLOCK_OFF'] as const) : [])],
    needsPerson:
      (isUnproven && now > closes + RETRY_MS) ||
      (evidence.kind === 'SESSION_CODE' && evidence.isBesieged === true),
  };
}

/** Within what the schema can say, also of rows from before that was asked. */
export const skewOf = ({ skewMs }: Pick<CheckInDocument, 'skewMs'>): number => withinInt(skewMs);

/** Rows from before there were flags have their lateness. */
export const flagsOf = ({
  flags,
  isLate,
}: Pick<CheckInDocument, 'flags' | 'isLate'>): readonly CheckInFlag[] => flags ?? (isLate ? ['LATE'] : []);

/** Moments of the tap by what the phone says, in the server's time, the best first. */
function wordOf({ occurredAt, deviceNow, serverAt }: Tap, now: number): number[] {
  const age = deviceNow.getTime() - occurredAt.getTime();
  // A tap after its own sending: the clock was set back meanwhile, and says nothing.
  return [...(serverAt ? [serverAt.getTime()] : []), ...(age >= 0 ? [now - age] : [])].filter(
    (moment) => moment <= now + FRESH_MS,
  );
}

/** Whether the phone itself says that the tap is of now. */
const areOfNow = (words: readonly number[], now: number): boolean =>
  words.length > 0 && words.every((moment) => now - moment <= FRESH_MS);

/** A rotating code was on the screen from its window's start, and is good until two windows later. */
function whenShown(tap: Tap, window: number, now: number): When | 'CODE_INVALID' | 'CODE_EXPIRED' {
  if (window > windowOf(new Date(now)) + WINDOWS_AHEAD) return 'CODE_INVALID';
  const [earliest, start] = [windowStart(window - WINDOWS_AHEAD).getTime(), windowStart(window).getTime()];
  const good = windowStart(window + WINDOWS_BACK + 1).getTime() - 1;
  const words = wordOf(tap, now);
  const moment = words.find((one) => one >= earliest && one <= good);
  if (moment === undefined && now > good && areOfNow(words, now)) return 'CODE_EXPIRED';
  const span = { from: Math.min(start, now), to: Math.min(good, now) };
  // What was kept, or has no word that fits, is dated by its code alone: a start that anyone can check.
  const isTold = moment !== undefined && now - moment <= FRESH_MS;
  return { span, moment, dated: isTold ? Math.min(moment, now) : span.from };
}

/** A typed code holds as long as its session: of when, only the phone's word tells. */
function whenTyped(tap: Tap, session: SessionDocument, now: number): When | 'TOO_LATE' {
  const [opens, closes] = [session.opensAt.getTime(), session.closesAt.getTime()];
  const words = wordOf(tap, now);
  const moment = words.find((one) => one >= opens && one <= closes);
  if (moment === undefined && now > closes && areOfNow(words, now)) return 'TOO_LATE';
  const span = { from: now <= closes ? now : opens, to: now };
  return { span, moment, dated: Math.min(moment ?? now, now) };
}

function whyUntimely({ span, moment }: When, session: SessionDocument, now: number): Refusal | undefined {
  const [opens, closes] = [session.opensAt.getTime(), session.closesAt.getTime()];
  if (span.to < opens) return 'TOO_EARLY';
  // The word of who taps now is taken. Of what was kept, a code that was shown in time proves enough whatever a clock says.
  const isOfNow = moment !== undefined && now - moment <= FRESH_MS;
  const isOver = isOfNow ? moment > closes : span.from > closes && (moment === undefined || moment > closes);
  return isOver || now > closes + LATE_UPLOAD_MS ? 'TOO_LATE' : undefined;
}
